"""What a new message takes over from the one it follows: a person's words, and after a miss the approved content."""

from __future__ import annotations

from scheduler.plan.models import Approval, Message, Variant


def inherit(message: Message) -> None:
    """`message` is new, for a tip that had an earlier message on this account; saves it.

    The owner's words go on in any case. A message that was approved and then missed goes on as it was approved:
    nothing is built anew, so that she need not look again (DESIGN section 5, late).
    """
    earlier = _earlier(message)
    if earlier is not None:
        message.words, message.subject = earlier.words, earlier.subject
    message.save()
    if earlier is not None and earlier.state == "missed":
        _go_on(earlier, message)


def _earlier(message: Message) -> Message | None:
    if message.tip_id is None:
        return None
    same = [message.tip_id, *(message.tip.earlier if message.tip else ())]
    found = Message.objects.filter(account=message.account, tip__in=same, job=message.job)
    return found.exclude(state__in=("draft", "approved")).order_by("-pk").first()


def _go_on(earlier: Message, message: Message) -> None:
    approval = standing_approval(message, earlier.payload_hash)
    if approval is None:
        return
    Variant.objects.bulk_create(
        Variant(message=message, name=variant.name, part=variant.part, payload_id=variant.payload_id)
        for variant in earlier.variants.all()
    )
    for name in ("payload_hash", "parts", "context", "title", "position", "of"):
        setattr(message, name, getattr(earlier, name))
    message.state = "approved"
    message.save()
    earlier.mention_set.update(message=message)
    repeat(approval, message)


def standing_approval(message: Message, payload_hash: str) -> Approval | None:
    """An approval of this very content for this account and audience, given to an earlier message of the same tip."""
    if not payload_hash or message.tip_id is None:
        return None
    found = Approval.objects.filter(
        payload_hash=payload_hash, account=message.account, audience=message.audience, voided_at=None,
        message__tip=message.tip_id,
    )  # fmt: skip
    return found.order_by("-at").first()


def repeat(approval: Approval, message: Message) -> None:
    """The same person's OK, of the same time, for the message that goes on."""
    Approval.objects.create(
        message=message, payload_hash=approval.payload_hash, account=message.account, audience=message.audience,
        who=approval.who, at=approval.at,
    )  # fmt: skip
