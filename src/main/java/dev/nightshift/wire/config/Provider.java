package dev.nightshift.wire.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where jobs go, as one file of {@code providers/} says it. */
public sealed interface Provider {

  /** The name the user chose it by. */
  String name();

  /** The simulator inside this process. */
  record Embedded(String name) implements Provider {}

  /**
   * A service that speaks IBM Quantum's REST.
   *
   * @param service whose it is
   * @param url the base that {@code /jobs} is appended to, such as {@code
   *     http://127.0.0.1:8123/api/v1}; null for a server that is still to be started in process
   * @param iamUrl where a key is exchanged for a token ({@code /identity/token} is appended); null
   *     when the service itself does that
   * @param device the backend's name on the wire
   * @param instance CRN for the {@code Service-CRN} header; null where there is none
   * @param apiVersion date for the {@code IBM-API-Version} header
   * @param key API key; null where none was found
   * @param keyHelp how the user gives a key, for the error when one is missing
   */
  record Rest(
      String name,
      Service service,
      @Nullable URI url,
      @Nullable URI iamUrl,
      String device,
      @Nullable String instance,
      String apiVersion,
      @Nullable Secret key,
      String keyHelp,
      Limits limits)
      implements Provider {

    /** The same provider with a server that runs at {@code origin}; the key stays. */
    public Rest at(URI origin) {
      return new Rest(
          name,
          service,
          Providers.base(origin),
          iamUrl,
          device,
          instance,
          apiVersion,
          key,
          keyHelp,
          limits);
    }

    /** The same provider with another of its devices. */
    public Rest withDevice(String other) {
      return new Rest(
          name, service, url, iamUrl, other, instance, apiVersion, key, keyHelp, limits);
    }

    /** The same provider with another key. */
    public Rest withKey(@Nullable Secret other) {
      return new Rest(
          name, service, url, iamUrl, device, instance, apiVersion, other, keyHelp, limits);
    }

    public Rest withLimits(Limits other) {
      return new Rest(
          name, service, url, iamUrl, device, instance, apiVersion, key, keyHelp, other);
    }

    /**
     * Checks that the service can be called at all.
     *
     * @throws NightshiftException CREDENTIALS_MISSING when IBM Quantum has no key or no instance
     */
    public Rest requireCredentials() {
      if (service == Service.IBM && key == null) {
        throw new NightshiftException(
            ErrorCode.CREDENTIALS_MISSING,
            "provider %s has no API key; %s".formatted(name, keyHelp));
      }
      if (service == Service.IBM && instance == null) {
        throw new NightshiftException(
            ErrorCode.CREDENTIALS_MISSING,
            "provider %s has no instance; put its CRN into the environment variable".formatted(name)
                + " NIGHTSHIFT_IBM_INSTANCE or under `instance` in its file");
      }
      return this;
    }
  }

  /** Whose service it is. */
  enum Service {
    /** Our simulator server. */
    SERVER,
    /** IBM Quantum. */
    IBM
  }

  /**
   * How patient the client is.
   *
   * @param connectTimeout to open a connection
   * @param requestTimeout of every call but submissions and results
   * @param submitTimeout of a submission, which may wait for the simulation, and of a result
   * @param jobTimeout from submission to the last byte of the result
   * @param outageWait how long a service that cannot be reached is waited for
   * @param attempts of one call that fails in a way that may pass, at least 1
   * @param firstDelay before the second attempt; doubles, with jitter
   * @param maxDelay the longest wait between attempts
   * @param firstPoll wait after the first answer that a job is not done; grows by half
   * @param maxPoll the longest wait between two questions
   * @param submissionsPerMinute 0 for no limit
   * @param gzipRequests compresses request bodies of some size
   * @param maxExecutionSeconds after which the service stops a job; empty for its own maximum
   */
  record Limits(
      Duration connectTimeout,
      Duration requestTimeout,
      Duration submitTimeout,
      Duration jobTimeout,
      Duration outageWait,
      int attempts,
      Duration firstDelay,
      Duration maxDelay,
      Duration firstPoll,
      Duration maxPoll,
      int submissionsPerMinute,
      boolean gzipRequests,
      OptionalInt maxExecutionSeconds) {

    /** The same service for one who comes again anyway, and waits for nothing. */
    public Limits hasty() {
      return new Limits(
          connectTimeout,
          requestTimeout,
          submitTimeout,
          jobTimeout,
          Duration.ZERO,
          Math.min(2, attempts),
          firstDelay,
          maxDelay,
          firstPoll,
          maxPoll,
          submissionsPerMinute,
          gzipRequests,
          maxExecutionSeconds);
    }

    /** What holds for our simulator server unless its file says otherwise. */
    public static final Limits SERVER =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(600),
            Duration.ofHours(1),
            Duration.ofSeconds(60),
            6,
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMillis(250),
            0,
            false,
            OptionalInt.empty());

    /** What holds for IBM Quantum unless its file says otherwise. */
    public static final Limits IBM =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(900),
            Duration.ofDays(1),
            Duration.ofHours(1),
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(120),
            5,
            false,
            OptionalInt.empty());
  }
}
