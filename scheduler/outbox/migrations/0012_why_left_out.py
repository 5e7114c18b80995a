from django.db import migrations, models

# Copies first, figures last, as the senders go: an old one that is still running waits, and neither waits for the other.
WAITS = "UPDATE outbox_delivery SET reason = 'retry' WHERE ended_at IS NULL AND state = 'waiting' AND reason = ''"
NOT_TOLD = "DELETE FROM outbox_tally WHERE state = 'suppressed'"
TOLD = """INSERT INTO outbox_tally (message_id, state, reason, count)
    SELECT message_id, state, reason, count(*) FROM outbox_delivery WHERE state = 'suppressed' GROUP BY message_id, state, reason"""
TOGETHER = """UPDATE outbox_tally SET count = (
    SELECT sum(s.count) FROM outbox_tally s WHERE s.message_id = outbox_tally.message_id AND s.state = 'suppressed')
    WHERE state = 'suppressed'"""
ALONE = """DELETE FROM outbox_tally WHERE state = 'suppressed' AND reason <> (
    SELECT min(s.reason) FROM outbox_tally s WHERE s.message_id = outbox_tally.message_id AND s.state = 'suppressed')"""


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0011_one_check'),
    ]

    operations = [
        migrations.RunSQL(WAITS, migrations.RunSQL.noop),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_why',
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(models.F('due_at'), condition=models.Q(('ended_at', None), models.Q(('reason', ''), _negated=True)), name='delivery_later'),
        ),
        migrations.AddField(
            model_name='tally',
            name='reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.RemoveConstraint(
            model_name='tally',
            name='tally_once',
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(models.F('message'), models.F('state'), models.F('reason'), name='tally_once'),
        ),
        migrations.RunSQL([NOT_TOLD, TOLD], [TOGETHER, ALONE]),
    ]
