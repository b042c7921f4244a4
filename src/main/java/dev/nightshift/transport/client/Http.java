package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meanwhile;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Single HTTP exchanges, each metered; nothing is ever sent twice from here.
 *
 * <p>Two settings matter more than they look. Nagle's algorithm is off, because with it a request
 * of a few packets waits some 40 ms for an acknowledgement. OkHttp's own retry and its redirects
 * are off and bodies are one-shot, because it would repeat a submission whose fate nobody knows.
 */
final class Http implements AutoCloseable {
  static final MediaType JSON = MediaType.get("application/json");

  private static final String TIME_RAN_OUT = "time ran out";

  /** What our server puts before the time, in milliseconds, that it spent in the engine. */
  private static final String SIMULATED = "simulate;dur=";

  /** Set once a request may have left this machine. */
  private static final class Progress {
    private volatile boolean connected;
  }

  private static final EventListener WATCH =
      new EventListener() {
        @Override
        public void connectionAcquired(Call call, Connection connection) {
          Progress progress = call.request().tag(Progress.class);
          if (progress != null) {
            progress.connected = true;
          }
        }

        @Override
        public void requestBodyEnd(Call call, long byteCount) {
          // The request has left, and this thread, which is the caller's, would now wait. (The
          // start of the answer's headers is told of only once they are there.)
          Meanwhile.takeUp();
        }
      };

  /** What one thread's exchanges took, without what it did meanwhile, nanoseconds. */
  private static final class Share {
    private long travelled;
    private long simulated;
  }

  private final ThreadLocal<Share> shares = ThreadLocal.withInitial(Share::new);
  private final OkHttpClient http;
  private final CallWatch watch;
  private final Duration quick;
  private final Duration slow;
  private final boolean loopback;
  private final Meter meter;
  private final TransportTime time;

  Http(Provider.Limits limits, boolean loopback, Meter meter, TransportTime time) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .socketFactory(new EagerSockets())
            .connectionPool(new ConnectionPool(8, 5, TimeUnit.MINUTES))
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .eventListener(WATCH)
            .connectTimeout(limits.connectTimeout())
            // What follows is CallWatch's work, which says why.
            .writeTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO);
    if (loopback) {
      builder.protocols(List.of(Protocol.HTTP_1_1));
    }
    this.http = builder.build();
    this.quick = limits.requestTimeout();
    this.slow = limits.submitTimeout();
    this.watch = new CallWatch(quick.compareTo(slow) < 0 ? quick : slow);
    this.loopback = loopback;
    this.meter = meter;
    this.time = time;
  }

  /**
   * One exchange.
   *
   * @param patient whether the call may take as long as a submission
   * @throws CallFailure when there is no whole answer; any status is an answer
   */
  Answer exchange(Request.Builder request, boolean patient) throws CallFailure {
    Progress progress = new Progress();
    request.tag(Progress.class, progress);
    if (loopback) {
      // Between two processes of one machine compressing costs more than it saves.
      request.header("Accept-Encoding", "identity");
    }
    Request built = request.build();
    RequestBody sent = built.body();
    Share share = shares.get();
    Duration limit = patient ? slow : quick;
    Call call = http.newCall(built);
    long start = time.nanos() - Meanwhile.nanos();
    CallWatch.Watched watched = watch.begin(call, limit);
    try (Response response = call.execute()) {
      byte[] body = response.body().bytes();
      share.simulated += simulated(response.header("Server-Timing"));
      meter.add(Meter.Count.BYTES_SENT, sent == null ? 0 : sent.contentLength());
      meter.add(Meter.Count.BYTES_RECEIVED, body.length);
      return new Answer(
          response.code(),
          response.header("Content-Type", "") instanceof String type ? type : "",
          retryAfter(response.header("Retry-After")),
          body);
    } catch (IOException failed) {
      throw failure(failed, progress.connected, watched.late(), limit);
    } catch (RuntimeException broken) {
      throw broken;
    } catch (Exception undeclared) {
      // Kotlin does not declare it: OkHttp throws InterruptedException while it connects.
      if (undeclared instanceof InterruptedException) {
        throw interrupted(undeclared);
      }
      throw new IllegalStateException(undeclared);
    } finally {
      watch.end(watched);
      share.travelled += time.nanos() - Meanwhile.nanos() - start;
    }
  }

  /** Time this thread has spent in exchanges. */
  long travelledNanos() {
    return shares.get().travelled;
  }

  /** Time the service says it simulated for this thread since this was last asked. */
  long takeSimulatedNanos() {
    Share share = shares.get();
    long simulated = share.simulated;
    share.simulated = 0;
    return simulated;
  }

  private static CallFailure failure(
      IOException failed, boolean connected, boolean late, Duration limit) {
    if (Thread.currentThread().isInterrupted()
        || (failed instanceof InterruptedIOException
            && !(failed instanceof SocketTimeoutException)
            && "interrupted".equals(failed.getMessage()))) {
      throw interrupted(failed);
    }
    if (refusesCertificate(failed)) {
      return new CallFailure(
          CallFailure.Fate.FINAL,
          ErrorCode.REMOTE_UNREACHABLE,
          0,
          "its certificate is not accepted (%s); check the url and this machine's clock"
              .formatted(name(failed)),
          null,
          failed);
    }
    if (!connected) {
      return new CallFailure(
          CallFailure.Fate.UNREACHED,
          ErrorCode.REMOTE_UNREACHABLE,
          0,
          "no connection, " + (late ? TIME_RAN_OUT : name(failed)),
          null,
          failed);
    }
    return new CallFailure(
        CallFailure.Fate.UNCERTAIN,
        ErrorCode.REMOTE_UNAVAILABLE,
        0,
        late
            ? "no answer within %s s".formatted(limit.toMillis() / 1000.0)
            : "the connection broke, " + name(failed),
        null,
        failed);
  }

  private static NightshiftException interrupted(Exception cause) {
    Thread.currentThread().interrupt();
    return new NightshiftException(
        ErrorCode.INTERRUPTED, "interrupted while waiting for an answer", cause);
  }

  private static boolean refusesCertificate(IOException failed) {
    if (failed instanceof SSLPeerUnverifiedException) {
      return true;
    }
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (failed instanceof SSLException && cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** The kind of the trouble in words; messages of the libraries may quote what was sent. */
  private static String name(IOException failed) {
    return switch (failed) {
      case java.net.UnknownHostException _ -> "the host's name is not known";
      case java.net.NoRouteToHostException _ -> "there is no route to the host";
      case java.net.ConnectException _ -> "connection refused";
      case SocketTimeoutException _ -> TIME_RAN_OUT;
      case java.net.ProtocolException _ -> "the answer ended early";
      case java.io.EOFException _ -> "the answer ended early";
      case java.net.SocketException _ -> "connection reset";
      default -> failed.getClass().getSimpleName();
    };
  }

  /** Our own server's only entry; what any other service tells there is no concern of ours. */
  private static long simulated(@Nullable String serverTiming) {
    if (serverTiming == null || !serverTiming.startsWith(SIMULATED)) {
      return 0;
    }
    try {
      double millis = Double.parseDouble(serverTiming.substring(SIMULATED.length()));
      return millis >= 0 && millis < 1e9 ? (long) (millis * 1e6) : 0;
    } catch (NumberFormatException anotherService) {
      // The header is a figure for the report; without it the time counts as travelling.
      return 0;
    }
  }

  private @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String text = header.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration until =
          Duration.between(
              time.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException neitherSecondsNorDate) {
      // The header is advice; what cannot be read is no advice.
      return null;
    }
  }

  @Override
  public void close() {
    watch.close();
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }

  /** A JSON body that is sent at most once. */
  static RequestBody once(byte[] bytes) {
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return JSON;
      }

      @Override
      public long contentLength() {
        return bytes.length;
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
      }
    };
  }

  static boolean isLoopback(String host) {
    return Providers.loopback(host);
  }

  /** Sockets without Nagle's algorithm. */
  private static final class EagerSockets extends SocketFactory {
    private static Socket eager(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
      return eager(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return eager(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return eager(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return eager(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return eager(new Socket(host, port, local, localPort));
    }
  }
}
