import pytest

from tests.repository.imports.lookups.registers import Registers, serving_registers


@pytest.fixture
def registers(settings) -> Registers:
    """Every register on the loopback interface; none knows anything yet."""
    with serving_registers(settings) as registers:
        yield registers
