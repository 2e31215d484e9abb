"""Nothing that names a person is anywhere: canaries seeded through the real import, searched in every address."""
