"""All that leaves the catalogue. Each is sent inside the transaction of the change it announces, so that a listener
can record it in the same transaction (an outbox row) and a rollback takes both away."""

from django.dispatch import Signal

# An output, or anything its public face is made of, changed: published, edited, withdrawn, embargoed, deleted.
# Arguments: ``output_ids`` (a list of primary keys). Listeners look at the row as it stands now.
outputs_changed = Signal()
