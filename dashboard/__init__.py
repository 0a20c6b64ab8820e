"""Show: what people say, live, in the browser."""
