"""What no program may get around: balances are counted by the database, entries balance, nothing is changed or removed."""

from typing import Any

from django.db import migrations

_POSTGRESQL = (
    """
    create function ledger_count() returns trigger language plpgsql as $$ begin
      update ledger_account as a set balance_fen = a.balance_fen + n.amount_fen
        from (select account_id, sum(amount_fen) as amount_fen from added group by account_id) as n
       where a.id = n.account_id;
      return null;
    end $$
    """,
    """
    create trigger ledger_count after insert on ledger_line referencing new table as added
      for each statement execute function ledger_count()
    """,
    """
    create function ledger_balance() returns trigger language plpgsql as $$ begin
      if (select coalesce(sum(amount_fen), 0) from ledger_line where entry_id = new.entry_id) <> 0 then
        raise exception 'an entry does not balance' using errcode = 'check_violation';
      end if;
      return null;
    end $$
    """,
    """
    create constraint trigger ledger_balance after insert on ledger_line deferrable initially deferred
      for each row execute function ledger_balance()
    """,
    """
    create function ledger_kept() returns trigger language plpgsql as $$ begin
      raise exception 'the ledger is only added to' using errcode = 'restrict_violation';
    end $$
    """,
    *(
        f"create trigger ledger_kept before update or delete on {table} for each row execute function ledger_kept()"
        for table in ("ledger_line", "ledger_entry", "ledger_assertion")
    ),
    # A balance moves with its lines alone: deeper than the first trigger is the counting itself.
    """
    create trigger ledger_kept before update or delete on ledger_account for each row
      when (pg_trigger_depth() < 1) execute function ledger_kept()
    """,
)
# SQLite has no trigger at the end of a transaction, and cannot tell who changes a balance. That entries balance, that balances are the
# sums of their lines and that none is gone, `chunfeng ledger check` alone sees there.
_SQLITE = (
    """
    create trigger ledger_count after insert on ledger_line begin
      update ledger_account set balance_fen = balance_fen + new.amount_fen where id = new.account_id;
    end
    """,
    *(
        f"create trigger {table}_kept before update on {table} begin select raise(abort, 'the ledger is only added to'); end"
        for table in ("ledger_line", "ledger_entry", "ledger_assertion")
    ),
    """
    create trigger ledger_account_kept before update of role, fund, place_id, year, subject, outside on ledger_account
    begin select raise(abort, 'the ledger is only added to'); end
    """,
)


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
