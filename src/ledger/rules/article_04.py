"""Article 4: principles (第四条).

Applying is voluntary; review is scientific, fair, just and open, by strict standards and for the best;
experts review, a body decides collectively, the public is shown. No fee is taken of any applicant.
"""

from __future__ import annotations

from collections.abc import Collection

from ledger.rules.citation import rule
from ledger.terms import ApplicantCode


@rule("4")
def withdraws_a_standing_application(applicant: ApplicantCode, standing: Collection[ApplicantCode]) -> bool:
    """撤回的是在审的申报: What is withdrawn is an application that stands."""
    return applicant in standing


@rule("4")
def withdraws_before_the_approval(applicant: ApplicantCode, decided: Collection[ApplicantCode]) -> bool:
    """撤回在区政府批准之前: An applicant withdraws before the government has decided on it; afterwards there is a title to give up."""
    return applicant not in decided
