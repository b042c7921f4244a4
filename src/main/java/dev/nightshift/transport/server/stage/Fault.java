package dev.nightshift.transport.server.stage;

import dev.nightshift.wire.config.YamlMap;
import java.util.List;

/**
 * Something that goes wrong, at exact places or at a rate.
 *
 * @param kind what
 * @param call which requests or jobs it may befall, as {@code POST /jobs}; empty for all
 * @param rate of those, from 0 to 1; drawn from the stage's seed
 * @param at numbers of those, counted from 1; where there are any the rate does not count
 * @param seconds how long, where the kind takes time
 */
public record Fault(Kind kind, String call, double rate, List<Integer> at, double seconds) {
  /** What can go wrong. */
  public enum Kind {
    /** The request is carried out, and the connection closed without an answer. */
    LOST_REPLY,
    /** The connection is closed before anything is done. */
    RESET,
    /** 429 with code 1202. */
    TOO_MANY_REQUESTS,
    /** 500; the next request of the kind goes through. */
    SERVER_ERROR,
    /** 502 with a page of HTML, as a proxy in front of the service sends. */
    BAD_GATEWAY,
    /** The answer comes in small pieces with waits between them. */
    SLOW_BODY,
    /** The answer ends in the middle. */
    TRUNCATED_BODY,
    /** 401, as for a token that has just expired. */
    EXPIRED_TOKEN,
    /** 409, as for an instance whose limit is reached. */
    CONFLICT,
    /** The job runs until its time is up: Cancelled with 1305. */
    RAN_TOO_LONG,
    /** The session closes under the job: Failed with 1217. */
    SESSION_CLOSED,
    /** The submission makes two jobs. */
    DUPLICATE_DELIVERY,
    /**
     * The request is carried out, and the server goes down without an answer; after so many seconds
     * it is back with all it was told.
     */
    RESTART_WITH_STATE,
    /** The same, and all jobs, sessions and charges are forgotten. */
    RESTART_WITHOUT_STATE;

    /** Whether it befalls a job, not a request. */
    public boolean ofJob() {
      return this == RAN_TOO_LONG || this == SESSION_CLOSED;
    }

    /** Whether the server goes down with it. */
    public boolean ofServer() {
      return this == RESTART_WITH_STATE || this == RESTART_WITHOUT_STATE;
    }
  }

  public Fault {
    at = List.copyOf(at);
  }

  static Fault of(YamlMap map) {
    map.only("kind", "call", "rate", "at", "seconds");
    Kind kind = map.choice("kind", Kind.class);
    List<Integer> at = map.has("at") ? map.integers("at", 1, Integer.MAX_VALUE) : List.of();
    return new Fault(
        kind,
        map.text("call", ""),
        at.isEmpty() ? map.decimal("rate", 0, 1) : 0,
        at,
        map.decimal("seconds", 0, 3600, 1));
  }
}
