"""What is remembered: tables, engine, migrations, and the queries by noun."""
