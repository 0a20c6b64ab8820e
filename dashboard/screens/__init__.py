"""The screens, one file each; every one is a function `show(view)`."""
