from django.db import migrations, models

OPEN = ('queued', 'claimed', 'sending', 'waiting', 'unknown')

# None is known; a studio that has one should not be stopped by it.
NOT_OVER = f"UPDATE outbox_delivery SET ended_at = NULL WHERE ended_at IS NOT NULL AND state IN {OPEN}"
OVER = f"UPDATE outbox_delivery SET ended_at = COALESCE(sending_at, due_at) WHERE ended_at IS NULL AND state NOT IN {OPEN}"


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0009_aside'),
    ]

    operations = [
        migrations.RunSQL([NOT_OVER, OVER], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', OPEN)), models.Q(models.Q(('state__in', OPEN), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='delivery_ended'),
        ),
    ]
