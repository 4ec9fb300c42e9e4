from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum: 19 MiB, 2 passes, 1 lane. A tenth of the CPU of Django's default.

    A morning on which 1,000 people log in within a minute must not become a denial of service.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
