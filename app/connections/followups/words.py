"""What is said about answers, contacts and transfer contracts."""

from app.connections.contract import Direction, Method, Object, Payment, Right
from app.connections.stages import Answer
from app.core import words
from app.core.i18n import _l

ANSWERS = {
    Answer.TALKING: _l("Still talking"),
    Answer.MEMORANDUM: _l("A memorandum is signed"),
    Answer.CONTRACT: _l("A contract is signed"),
    Answer.ENDED: _l("It has ended"),
    Answer.CALL_ME: _l("Please call me"),
}
ANSWER_KINDS = {
    Answer.TALKING: "info",
    Answer.MEMORANDUM: "warn",
    Answer.CONTRACT: "ok",
    Answer.ENDED: "",
    Answer.CALL_ME: "bad",
}
RIGHTS = {
    Right.OWNERSHIP: _l("Ownership"),
    Right.EXCLUSIVE: _l("Exclusive right to use"),
    Right.NON_EXCLUSIVE: _l("Non-exclusive right to use"),
}
PAYMENTS = {
    Payment.LUMP_SUM: _l("Lump sum"),
    Payment.ROYALTY: _l("Share of net sales"),
    Payment.CAPITAL_SHARE: _l("Share of capital"),
    Payment.MIXED: _l("Mixed"),
}
OBJECTS = {
    Object.KNOW_HOW: _l("Know-how"),
    Object.PROCESS: _l("Process"),
    Object.SOLUTION: _l("Technical solution"),
    Object.SOFTWARE: _l("Software"),
    Object.MODEL: _l("Model"),
    Object.ALGORITHM: _l("Algorithm"),
    Object.EQUIPMENT: _l("Equipment that comes with it"),
}
METHODS = {
    Method.DOCUMENTS: _l("Documents"),
    Method.TRAINING: _l("Training"),
    Method.EXPERTS: _l("Experts on site"),
    Method.MACHINERY: _l("Machinery"),
}
DIRECTIONS = {
    Direction.DOMESTIC: _l("Within Viet Nam"),
    Direction.INBOUND: _l("From abroad into Viet Nam"),
    Direction.OUTBOUND: _l("From Viet Nam abroad"),
}

words.register(
    {
        "contact_empty": _l("A contact needs an e-mail address or a phone number."),
        "answered_already": _l("You have answered already. Thank you!"),
        "not_answered_yet": _l("This party has not answered yet."),
        "not_of_hub": _l("This user does not work in this hub."),
        "term_wrong": _l("The contract cannot end before it is signed."),
        "objects_missing": _l("Tick what is transferred."),
        "registered_early": _l("It cannot be registered before it is signed."),
    }
)
words.register_deeds(
    {
        "party_asked": _l("A party was asked what came of it"),
        "party_answered": _l("A party answered"),
        "answer_handled": _l("Answer seen to"),
        "contact_added": _l("Contact added"),
        "contact_removed": _l("Contact taken away"),
        "connection_handed_over": _l("Connection handed over"),
        "transfer_contract_recorded": _l("Transfer contract recorded"),
        "transfer_contract_changed": _l("Transfer contract changed"),
    }
)
