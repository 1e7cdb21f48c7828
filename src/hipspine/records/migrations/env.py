"""Run migrations on the connection that the caller opened, in the caller's transaction."""

from alembic import context

from hipspine.records.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
