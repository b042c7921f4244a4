package dev.nightshift.cli;

import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import java.time.Clock;

/** The queue with all its books, opened together. */
record QueueHouse(
    QueueUrl url, QueueDatabase database, Runs runs, Jobs jobs, Sessions sessions, Ledger ledger)
    implements AutoCloseable {

  static QueueHouse open(QueueUrl url) {
    QueueDatabase database = QueueDatabase.open(url);
    Clock clock = Waiting.REAL.clock();
    Ledger ledger = new Ledger(database);
    return new QueueHouse(
        url,
        database,
        new Runs(database, clock),
        new Jobs(database, ledger, clock),
        new Sessions(database, clock),
        ledger);
  }

  @Override
  public void close() {
    database.close();
  }
}
