package dev.nightshift.queue.ledger;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.store.QueueDatabase;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/*
 * An account is changed by one statement that also checks the caps, so that no two jobs can both
 * see the last free shot. Accounts are taken in the order of their names: no two transactions wait
 * for each other.
 */
/** The books. Callers hold the transaction, in which the job's state changes too. Thread-safe. */
public final class Ledger {
  private static final String COLUMNS =
      "id, reserved_shots, reserved_micros, reserved_money, reserved_jobs, spent_shots,"
          + " spent_micros, spent_money, spent_jobs, unpriced";

  private final QueueDatabase database;

  public Ledger(QueueDatabase database) {
    this.database = database;
  }

  /**
   * Whose accounts a job is on.
   *
   * @param day by universal time, such as {@code 2026-11-26}
   * @param rehearsal whether a simulator on this machine stands in for the device: such jobs have
   *     books of their own, under the same caps
   */
  public record Owner(String run, String day, String backend, boolean rehearsal) {
    String account(Cap.Scope scope) {
      String rehearsed = rehearsal ? "rehearsal:" : "";
      return switch (scope) {
        case RUN -> "run:" + run;
        case DAY -> rehearsed + "day:" + day;
        case BACKEND -> "backend:" + backend;
        case ALL -> rehearsed + "all";
      };
    }
  }

  /**
   * Sets an upper bound aside in every account of a job, or in none.
   *
   * @throws NightshiftException CAP_REACHED with the figure and the ways out; PRICE_UNKNOWN where a
   *     cap on money holds for a job without a price
   */
  public void reserve(
      Handle handle, Owner owner, String jobKey, Amounts bound, Budget budget, Instant now) {
    for (Map.Entry<String, Cap.Scope> account : accounts(owner).entrySet()) {
      List<Cap> caps = budget.of(account.getValue());
      requirePrice(caps, bound, owner);
      open(handle, account.getKey());
      if (!add(handle, account.getKey(), bound, caps)) {
        throw refused(find(handle, account.getKey()), account.getValue(), caps, bound);
      }
    }
    write(handle, jobKey, now, Entry.Kind.RESERVE, bound);
  }

  /** Gives back what was set aside for a job, and takes what it was charged. */
  public void settle(
      Handle handle, Owner owner, String jobKey, Amounts bound, Amounts charged, Instant now) {
    for (String account : accounts(owner).keySet()) {
      handle
          .createUpdate(
              "update account set reserved_shots = reserved_shots - :shots, reserved_micros ="
                  + " reserved_micros - :micros, reserved_money = reserved_money - :money,"
                  + " reserved_jobs = reserved_jobs - :jobs, spent_shots = spent_shots + :cshots,"
                  + " spent_micros = spent_micros + :cmicros, spent_money = spent_money + :cmoney,"
                  + " spent_jobs = spent_jobs + :cjobs, unpriced = unpriced + :unpriced"
                  + " where id = :id")
          .bind("id", account)
          .bind("shots", bound.shots())
          .bind("micros", bound.qpuMicros())
          .bind("money", bound.moneyMicros())
          .bind("jobs", bound.jobs())
          .bind("cshots", charged.shots())
          .bind("cmicros", charged.qpuMicros())
          .bind("cmoney", charged.moneyMicros())
          .bind("cjobs", charged.jobs())
          .bind("unpriced", charged.priced() ? 0 : 1)
          .execute();
    }
    write(handle, jobKey, now, Entry.Kind.RELEASE, bound.negated());
    write(handle, jobKey, now, Entry.Kind.SETTLE, charged);
  }

  private static Map<String, Cap.Scope> accounts(Owner owner) {
    Map<String, Cap.Scope> accounts = new TreeMap<>();
    for (Cap.Scope scope : Cap.Scope.values()) {
      accounts.put(owner.account(scope), scope);
    }
    return accounts;
  }

  private static void open(Handle handle, String account) {
    handle
        .createUpdate(
            "insert into account ("
                + COLUMNS
                + ") values (:id, 0, 0, 0, 0, 0, 0, 0, 0, 0)"
                + " on conflict (id) do nothing")
        .bind("id", account)
        .execute();
  }

  private static boolean add(Handle handle, String account, Amounts bound, List<Cap> caps) {
    int changed =
        handle
            .createUpdate(
                "update account set reserved_shots = reserved_shots + :shots, reserved_micros ="
                    + " reserved_micros + :micros, reserved_money = reserved_money + :money,"
                    + " reserved_jobs = reserved_jobs + :jobs where id = :id"
                    + " and reserved_shots + spent_shots <= :room_shots"
                    + " and reserved_micros + spent_micros <= :room_micros"
                    + " and reserved_money + spent_money <= :room_money"
                    + " and reserved_jobs + spent_jobs <= :room_jobs")
            .bind("id", account)
            .bind("shots", bound.shots())
            .bind("micros", bound.qpuMicros())
            .bind("money", bound.moneyMicros())
            .bind("jobs", bound.jobs())
            .bind("room_shots", room(caps, Unit.SHOTS, bound))
            .bind("room_micros", room(caps, Unit.QPU_TIME, bound))
            .bind("room_money", room(caps, Unit.MONEY, bound))
            .bind("room_jobs", room(caps, Unit.JOBS, bound))
            .execute();
    return changed == 1;
  }

  /** What may be taken before this job: the smallest cap less the job's own bound. */
  private static long room(List<Cap> caps, Unit unit, Amounts bound) {
    long room = Long.MAX_VALUE;
    for (Cap cap : caps) {
      Long limit = unit.of(cap);
      if (limit != null) {
        room = Math.min(room, limit - unit.of(bound));
      }
    }
    return room;
  }

  private static void requirePrice(List<Cap> caps, Amounts bound, Owner owner) {
    if (!bound.priced() && caps.stream().anyMatch(cap -> cap.moneyMicros() != null)) {
      throw new NightshiftException(
          ErrorCode.PRICE_UNKNOWN,
          "money is capped, and no price is known for %s; give one under `pricing` in its provider's file, or cap qpu_s instead"
              .formatted(owner.backend()));
    }
  }

  private static NightshiftException refused(
      Account account, Cap.Scope scope, List<Cap> caps, Amounts bound) {
    Unit unit = null;
    long limit = 0;
    for (Unit each : Unit.values()) {
      for (Cap cap : caps) {
        Long most = each.of(cap);
        if (unit == null && most != null && each.of(account.committed()) + each.of(bound) > most) {
          unit = each;
          limit = most;
        }
      }
    }
    if (unit == null) {
      throw new IllegalStateException("account %s refused a job that fits".formatted(account.id()));
    }
    return new NightshiftException(
        ErrorCode.CAP_REACHED,
        "the job may take up to %s, and the cap for %s is %s, of which %s are spent and %s set aside; raise budgets.%s.%s (nightshift queue resume RUN --budget CAP), ask for fewer shots, or wait until there is room"
            .formatted(
                unit.text(unit.of(bound)),
                account.id(),
                unit.text(limit),
                unit.text(unit.of(account.spent())),
                unit.text(unit.of(account.reserved())),
                scope.label(),
                unit.key()));
  }

  private static void write(
      Handle handle, String jobKey, Instant now, Entry.Kind kind, Amounts amounts) {
    handle
        .createUpdate(
            "insert into entry (job_key, at_ms, kind, shots, micros, money, jobs)"
                + " values (:key, :at, :kind, :shots, :micros, :money, :jobs)")
        .bind("key", jobKey)
        .bind("at", now.toEpochMilli())
        .bind("kind", kind.name().toLowerCase(Locale.ROOT))
        .bind("shots", amounts.shots())
        .bind("micros", amounts.qpuMicros())
        .bind("money", amounts.moneyMicros())
        .bind("jobs", amounts.jobs())
        .execute();
  }

  /** One account as it stands; an unknown one has taken nothing. */
  public Account account(String id) {
    return database.read(handle -> find(handle, id));
  }

  private static Account find(Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + " from account where id = :id")
        .bind("id", id)
        .map(Ledger::account)
        .findOne()
        .orElse(new Account(id, Amounts.ZERO, Amounts.ZERO, 0));
  }

  /** Every account, by name. */
  public List<Account> accounts() {
    return database.read(handle ->
        handle
            .createQuery("select " + COLUMNS + " from account order by id")
            .map(Ledger::account)
            .list());
  }

  /** The lines of one job, or of all where {@code jobKey} is null, in the order of writing. */
  public List<Entry> entries(@Nullable String jobKey) {
    String where = jobKey == null ? "" : " where job_key = :key";
    return database.read(handle -> {
      var query =
          handle.createQuery(
              "select id, job_key, at_ms, kind, shots, micros, money, jobs from entry"
                  + where
                  + " order by id");
      if (jobKey != null) {
        query.bind("key", jobKey);
      }
      return query.map(Ledger::entry).list();
    });
  }

  private static Account account(ResultSet row, StatementContext context) throws SQLException {
    return new Account(
        row.getString(1),
        new Amounts(row.getLong(2), row.getLong(3), row.getLong(4), true, row.getLong(5)),
        new Amounts(row.getLong(6), row.getLong(7), row.getLong(8), true, row.getLong(9)),
        row.getLong(10));
  }

  private static Entry entry(ResultSet row, StatementContext context) throws SQLException {
    return new Entry(
        row.getLong(1),
        row.getString(2),
        Instant.ofEpochMilli(row.getLong(3)),
        Entry.Kind.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
        new Amounts(row.getLong(5), row.getLong(6), row.getLong(7), true, row.getLong(8)));
  }

  /** The sum of lines; for an audit. */
  public static Amounts sum(List<Entry> entries, Entry.Kind... kinds) {
    List<Entry.Kind> wanted = List.of(kinds);
    Amounts sum = Amounts.ZERO;
    for (Entry entry : entries) {
      if (wanted.contains(entry.kind())) {
        sum = sum.plus(entry.amounts());
      }
    }
    return sum;
  }

  /** What caps are in. */
  private enum Unit {
    SHOTS("shots"),
    QPU_TIME("qpu_s"),
    MONEY("money"),
    JOBS("jobs");

    private final String key;

    Unit(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }

    @Nullable Long of(Cap cap) {
      return switch (this) {
        case SHOTS -> cap.shots();
        case QPU_TIME -> cap.qpuMicros();
        case MONEY -> cap.moneyMicros();
        case JOBS -> cap.jobs();
      };
    }

    long of(Amounts amounts) {
      return switch (this) {
        case SHOTS -> amounts.shots();
        case QPU_TIME -> amounts.qpuMicros();
        case MONEY -> amounts.moneyMicros();
        case JOBS -> amounts.jobs();
      };
    }

    String text(long amount) {
      return switch (this) {
        case SHOTS -> "%,d shots".formatted(amount);
        case QPU_TIME -> "%s QPU s".formatted(plain(amount));
        case MONEY -> "%s in money".formatted(plain(amount));
        case JOBS -> "%d jobs".formatted(amount);
      };
    }

    private static String plain(long micros) {
      BigDecimal value = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
      return value.toPlainString();
    }
  }
}
