package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.config.Provider;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * Two kinds of trouble are told apart. A service that answers badly, or breaks off, costs attempts:
 * Resilience4j's Retry counts them and says how long to wait, doubling with jitter, or as long as
 * the service asked for. A service that cannot be reached at all costs none, because nothing was
 * sent: it is waited for until the outage has lasted as long as the provider allows.
 *
 * A circuit breaker stands before both. When the last ten calls of all threads have failed it lets
 * nobody through for half the longest wait, then one call to see; those it holds back wait like
 * those that find no connection.
 *
 * Resilience4j's own sleeping is not used: its contexts return the wait, and TransportTime waits.
 */
/** Runs calls through failures that may pass. */
final class Patience {
  /** One try. */
  interface Attempt<T> {
    T once() throws CallFailure;
  }

  /** What may be found out after a failure before the next try: the answer itself, perhaps. */
  interface Recovery<T> {
    Optional<T> after(CallFailure failure);
  }

  private static final int BREAKER_WINDOW = 10;

  private final String provider;
  private final Provider.Limits limits;
  private final TransportTime time;
  private final TransportListener listener;
  private final Meter meter;
  private final Retry retry;
  private final IntervalFunction backOff;
  private final CircuitBreaker breaker;
  private final @Nullable RateLimiter submissions;
  private volatile String lastTrouble = "";

  Patience(
      String provider,
      Provider.Limits limits,
      TransportTime time,
      TransportListener listener,
      Meter meter) {
    this.provider = provider;
    this.limits = limits;
    this.time = time;
    this.listener = listener;
    this.meter = meter;
    this.backOff =
        IntervalFunction.ofExponentialRandomBackoff(
            limits.firstDelay(), 2.0, 0.5, limits.maxDelay());
    this.retry =
        Retry.of(
            provider,
            RetryConfig.<Object>custom()
                .maxAttempts(limits.attempts())
                .retryOnException(thrown -> thrown instanceof CallFailure)
                .intervalBiFunction((attempt, outcome) ->
                    wait(attempt, outcome.isLeft() ? outcome.getLeft() : null))
                .build());
    this.breaker =
        CircuitBreaker.of(
            provider,
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    BREAKER_WINDOW,
                    BREAKER_WINDOW,
                    CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .waitDurationInOpenState(
                    Duration.ofMillis(Math.max(1, limits.maxDelay().toMillis() / 2)))
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(new TimeClock(time))
                .currentTimestampFunction(
                    clock -> clock.instant().toEpochMilli(), TimeUnit.MILLISECONDS)
                .build());
    this.submissions =
        limits.submissionsPerMinute() == 0
            ? null
            : RateLimiter.of(
                provider,
                RateLimiterConfig.custom()
                    .limitForPeriod(limits.submissionsPerMinute())
                    .limitRefreshPeriod(Duration.ofMinutes(1))
                    .timeoutDuration(limits.jobTimeout())
                    .build(),
                time::nanos);
  }

  /** As {@link #run(String, Attempt, Recovery)}, with nothing to find out. */
  <T> T run(String call, Attempt<T> attempt) {
    return run(call, attempt, _ -> Optional.empty());
  }

  /**
   * Tries until it works, or the attempts or the wait for the service are used up.
   *
   * @param call in words, such as {@code POST /jobs}
   * @throws NightshiftException the last failure, with the code it stands for; INTERRUPTED
   */
  <T> T run(String call, Attempt<T> attempt, Recovery<T> recovery) {
    Retry.AsyncContext<Object> attempts = retry.asyncContext();
    Outage outage = new Outage(call);
    int tries = 0;
    while (true) {
      while (!breaker.tryAcquirePermission()) {
        outage.await(lastTrouble);
      }
      long start = time.nanos();
      CallFailure failure;
      try {
        T answer = attempt.once();
        breaker.onSuccess(time.nanos() - start, TimeUnit.NANOSECONDS);
        attempts.onComplete();
        outage.over();
        return answer;
      } catch (CallFailure failed) {
        failure = failed;
      } catch (RuntimeException broken) {
        breaker.releasePermission();
        throw broken;
      }
      if (failure.ofTheService()) {
        lastTrouble = failure.reason();
        breaker.onError(time.nanos() - start, TimeUnit.NANOSECONDS, failure);
      } else {
        breaker.onSuccess(time.nanos() - start, TimeUnit.NANOSECONDS);
      }
      switch (failure.fate()) {
        case FINAL -> throw failure.surface(provider, call, "");
        case UNREACHED -> outage.await(failure.reason());
        case REFUSED, UNCERTAIN -> {
          outage.over();
          tries++;
          long wait = attempts.onError(failure);
          if (wait < 0) {
            throw failure.surface(
                provider, call, tries == 1 ? "" : " after %d attempts".formatted(tries));
          }
          meter.add(Meter.Count.RETRIED, 1);
          Duration pause = Duration.ofMillis(wait);
          listener.on(
              new TransportNotice.Retrying(provider, call, tries + 1, pause, failure.reason()));
          sleep(pause);
        }
      }
      Optional<T> found = recovery.after(failure);
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  /** Waits for the right to submit. */
  void awaitSubmission() {
    if (submissions == null) {
      return;
    }
    long nanos = submissions.reservePermission();
    if (nanos < 0) {
      throw new NightshiftException(
          ErrorCode.RATE_LIMITED,
          "%s: %d submissions a minute are too few for the jobs waiting; send fewer jobs, or raise"
                  .formatted(provider, limits.submissionsPerMinute())
              + " submissions_per_minute");
    }
    if (nanos > 0) {
      Duration wait = Duration.ofNanos(nanos);
      listener.on(new TransportNotice.RateLimited(provider, wait));
      sleep(wait);
    }
  }

  /**
   * Waits.
   *
   * @throws NightshiftException INTERRUPTED, with the thread's flag set again
   */
  void sleep(Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, provider + ": interrupted while waiting", stop);
    }
  }

  private long wait(int attempt, @Nullable Throwable thrown) {
    long wait = backOff.apply(attempt);
    if (thrown instanceof CallFailure failure) {
      Duration asked = failure.retryAfter();
      if (asked != null) {
        return Math.min(asked.toMillis(), limits.jobTimeout().toMillis());
      }
      if (failure.code() == ErrorCode.RATE_LIMITED && limits.submissionsPerMinute() > 0) {
        return Math.max(wait, 60_000L / limits.submissionsPerMinute());
      }
    }
    return wait;
  }

  /** A time in which the service could not be reached. */
  private final class Outage {
    private final String call;
    private long start;
    private int waits;

    Outage(String call) {
      this.call = call;
    }

    /** Waits a little longer than the last time, or gives up. */
    void await(String reason) {
      long now = time.nanos();
      if (waits == 0) {
        start = now;
      }
      Duration waited = Duration.ofNanos(now - start);
      Duration left = limits.outageWait().minus(waited);
      if (left.isNegative() || left.isZero()) {
        throw new NightshiftException(
            ErrorCode.REMOTE_UNREACHABLE,
            "%s cannot be reached: %s; waited %d s for it. Start it or check its url, or wait longer"
                    .formatted(provider, reason, limits.outageWait().toSeconds())
                + " by outage_wait_s");
      }
      waits++;
      listener.on(new TransportNotice.Waiting(provider, call, waited, limits.outageWait(), reason));
      Duration pause = Duration.ofMillis(backOff.apply(waits));
      sleep(pause.compareTo(left) < 0 ? pause : left);
    }

    void over() {
      if (waits > 0) {
        listener.on(
            new TransportNotice.Recovered(provider, Duration.ofNanos(time.nanos() - start)));
        waits = 0;
      }
    }
  }

  /** The wall clock of a TransportTime as Java's type. */
  private static final class TimeClock extends Clock {
    private final TransportTime time;

    TimeClock(TransportTime time) {
      this.time = time;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return time.now();
    }
  }
}
