from django.db import migrations, models


def mark_staff(apps, schema_editor):
    """Whoever holds a role today is staff."""
    role = apps.get_model("people", "RoleAssignment")
    apps.get_model("people", "User").objects.filter(pk__in=role.objects.values("user")).update(is_staff=True)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_person_merge'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoginThrottle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateTimeField(db_index=True)),
                ('locked_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='password_changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='second_factor_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(mark_staff, migrations.RunPython.noop),
    ]
