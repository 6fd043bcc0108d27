"""What alembic runs: migrations on the connection that :mod:`autograder.gradebook.schema` has opened."""

from alembic import context

from autograder.gradebook.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
