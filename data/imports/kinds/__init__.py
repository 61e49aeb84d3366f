"""Every kind of table that can be imported."""

from data.imports.kind import Kind
from data.imports.kinds import (
    cordis,
    csos,
    deliverables,
    engagements,
    erasmus,
    milestones,
    partners,
    pilots,
    registers,
    workbook,
)

KINDS: tuple[Kind, ...] = (
    registers.KIND,
    *cordis.KINDS,
    erasmus.KIND,
    partners.KIND,
    csos.KIND,
    deliverables.KIND,
    milestones.KIND,
    pilots.KIND,
    engagements.KIND,
    *workbook.KINDS,
)


def kind_named(name: str) -> Kind:
    """Return the kind of this name; KeyError when there is none."""
    return {kind.name: kind for kind in KINDS}[name]
