import os

import pytest
from nlp_samples import ASPECTS, BRANDS

from nlp.classifier import Classifier
from nlp.kiwi import Morphology
from nlp.naming import SHIPPED
from nlp.reader import Reader

MODEL = os.environ.get("IPSOMUN_MODEL", "")


@pytest.fixture(scope="session")
def morphology():
    return Morphology.load(BRANDS)


@pytest.fixture(scope="session")
def model():
    if not MODEL and not (SHIPPED / "config.json").exists():
        pytest.skip("nlp/model has no weights yet")
    return MODEL


@pytest.fixture(scope="session")
def classifier(model):
    return Classifier.load(model, device="cpu")


@pytest.fixture(scope="session")
def reader(model):
    return Reader.load(model=model, brands=BRANDS, aspects=ASPECTS, device="cpu")
