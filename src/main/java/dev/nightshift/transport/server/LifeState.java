package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's memory as one life of it writes there: a fence, behind which a request of the old
 * life that is still on its way changes nothing for the new one.
 */
final class LifeState implements ServerState {
  private final ServerState state;
  private boolean over;

  LifeState(ServerState state) {
    this.state = state;
  }

  @Override
  public synchronized void accepted(ServerJob job, byte[] body) {
    if (over) {
      // Nobody may be told of a job that the next life does not know.
      throw new NightshiftException(ErrorCode.IO_FAILED, "the server is going down");
    }
    state.accepted(job, body);
  }

  @Override
  public synchronized void changed(ServerJob job) {
    if (!over) {
      state.changed(job);
    }
  }

  @Override
  public synchronized void forgotten(ServerJob job) {
    if (!over) {
      state.forgotten(job);
    }
  }

  @Override
  public synchronized void session(SavedSession session) {
    if (!over) {
      state.session(session);
    }
  }

  @Override
  public synchronized void charged(Instant at, double seconds) {
    if (!over) {
      state.charged(at, seconds);
    }
  }

  @Override
  public List<SavedJob> jobs() {
    return state.jobs();
  }

  @Override
  public List<SavedSession> sessions() {
    return state.sessions();
  }

  @Override
  public List<SavedCharge> charges() {
    return state.charges();
  }

  @Override
  public @Nullable String setting(String key) {
    return state.setting(key);
  }

  @Override
  public synchronized void setting(String key, @Nullable String value) {
    if (!over) {
      state.setting(key, value);
    }
  }

  @Override
  public @Nullable Instant newest() {
    return state.newest();
  }

  @Override
  public void clear() {
    throw new IllegalStateException("a life does not wipe the memory of all");
  }

  /** Ends the life; what it writes from now on is not kept. The memory itself goes on. */
  @Override
  public synchronized void close() {
    over = true;
  }
}
