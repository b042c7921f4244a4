package dev.nightshift.experiment.corpus;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts by name.
 *
 * <p>{@code tiny-shakespeare} is looked for in the folder that the environment variable {@code
 * NIGHTSHIFT_DATA} names, then in the user's cache ({@code $XDG_CACHE_HOME/nightshift} or {@code
 * ~/.cache/nightshift}), then on the network, and is the same text everywhere or an error. {@code
 * night-watch} ships with the program. Any other name is the path of a UTF-8 text.
 */
public final class Corpora {
  /** The name of the text that ships with the program. */
  public static final String OWN = "night-watch";

  /** The largest text that is read, bytes. */
  public static final long MAX_BYTES = 256L << 20;

  /** The variable that names a folder with texts. */
  public static final String DATA_VARIABLE = "NIGHTSHIFT_DATA";

  /**
   * A text that is known by its digest.
   *
   * @param files names that it goes by in a folder of data
   * @param address where it can be fetched
   * @param bytes its size
   */
  record Pinned(String name, List<String> files, URI address, long bytes, String sha256) {
    Pinned {
      files = List.copyOf(files);
    }
  }

  private static final Pinned TINY_SHAKESPEARE =
      new Pinned(
          "tiny-shakespeare",
          List.of("tinyshakespeare.txt", "tiny-shakespeare.txt", "input.txt"),
          URI.create(
              "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
          1_115_394,
          "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");

  private final Map<String, String> environment;
  private final Path home;
  private final Pinned pinned;
  private final Duration patience;

  /**
   * The texts that a user can have.
   *
   * @param environment the process' variables
   * @param home the user's folder
   */
  public Corpora(Map<String, String> environment, Path home) {
    this(environment, home, TINY_SHAKESPEARE, Duration.ofSeconds(20));
  }

  Corpora(Map<String, String> environment, Path home, Pinned pinned, Duration patience) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.pinned = pinned;
    this.patience = patience;
  }

  /** The texts of this process' user. */
  public static Corpora ofThisUser() {
    return new Corpora(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  /**
   * The text of a name or path.
   *
   * @param name {@code tiny-shakespeare}, {@code night-watch}, or a path
   * @param blockSize tokens of context; the text must be longer
   * @throws NightshiftException FILE_MISSING or FILE_UNREADABLE for a path; CORPUS_INVALID where a
   *     text is no UTF-8, too short, or not the one that its digest names
   */
  public Corpus open(String name, int blockSize) {
    if (name.equals(OWN)) {
      return own(blockSize);
    }
    return name.equals(pinned.name) ? pinned(blockSize) : file(name, blockSize);
  }

  /**
   * The same without the network.
   *
   * @return empty where the text would have to be fetched
   */
  public Optional<Corpus> atHand(String name, int blockSize) {
    return name.equals(pinned.name) && local().isEmpty()
        ? Optional.empty()
        : Optional.of(open(name, blockSize));
  }

  private Corpus own(int blockSize) {
    String resource = "/corpus/" + OWN + ".txt";
    try (InputStream in = Corpora.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new NightshiftException(
            ErrorCode.INTERNAL,
            "%s is not part of this build; build Nightshift again".formatted(resource));
      }
      return Corpus.of(OWN, "shipped with Nightshift", in.readAllBytes(), blockSize);
    } catch (IOException e) {
      throw unreadable(Path.of(resource), e);
    }
  }

  private Corpus file(String name, int blockSize) {
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "corpus %s does not exist; give %s, %s or the path of a UTF-8 text"
              .formatted(name, pinned.name, OWN));
    }
    return Corpus.of(String.valueOf(path.getFileName()), path.toString(), read(path), blockSize);
  }

  private Corpus pinned(int blockSize) {
    Optional<Path> found = local();
    if (found.isPresent()) {
      Path path = found.get();
      byte[] bytes = read(path);
      checkDigest(path.toString(), bytes, "delete it, or give its path as corpus to train on it");
      return Corpus.of(pinned.name, path.toString(), bytes, blockSize);
    }
    byte[] bytes;
    try {
      bytes = fetch();
    } catch (IOException e) {
      return own(blockSize)
          .withNotice(
              "corpus %s is not on this machine and cannot be fetched (%s); training on %s, which ships with Nightshift: put %s into the folder that %s names to use it"
                  .formatted(
                      pinned.name, describe(e), OWN, pinned.files.getFirst(), DATA_VARIABLE));
    }
    checkDigest(
        pinned.address.toString(), bytes, "put the right text into the folder of " + DATA_VARIABLE);
    AtomicFile.write(cache().resolve(pinned.files.getFirst()), bytes);
    return Corpus.of(pinned.name, pinned.address.toString(), bytes, blockSize);
  }

  private Optional<Path> local() {
    String data = environment.get(DATA_VARIABLE);
    if (data != null && !data.isBlank()) {
      for (String file : pinned.files) {
        Path path = Path.of(data, file);
        if (Files.isRegularFile(path)) {
          return Optional.of(path);
        }
      }
    }
    Path cached = cache().resolve(pinned.files.getFirst());
    return Files.isRegularFile(cached) ? Optional.of(cached) : Optional.empty();
  }

  private Path cache() {
    @Nullable String folder = environment.get("XDG_CACHE_HOME");
    Path root = folder == null || folder.isBlank() ? home.resolve(".cache") : Path.of(folder);
    return root.resolve("nightshift");
  }

  private void checkDigest(String where, byte[] bytes, String remedy) {
    String digest = Corpus.sha256(bytes);
    if (!digest.equals(pinned.sha256)) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID,
          "%s is not %s: expected %,d bytes with SHA-256 %s, found %,d bytes with %s; %s"
              .formatted(
                  where, pinned.name, pinned.bytes, pinned.sha256, bytes.length, digest, remedy));
    }
  }

  /** The bytes at the address; an IOException is a network that is not there. */
  private byte[] fetch() throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(4))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpRequest request = HttpRequest.newBuilder(pinned.address).timeout(patience).build();
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), 2 * pinned.bytes));
      try {
        // The request's own timeout ends with the headers; this one covers the body too.
        HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (response.statusCode() != 200) {
          throw new IOException(
              "%s answered with status %d".formatted(pinned.address, response.statusCode()));
        }
        return response.body();
      } catch (TimeoutException e) {
        throw new IOException("no answer within " + patience.toSeconds() + " s", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NightshiftException(
            ErrorCode.INTERRUPTED,
            "interrupted while fetching %s; start the run again".formatted(pinned.name),
            e);
      } finally {
        answer.cancel(true);
        client.shutdownNow();
      }
    }
  }

  private static byte[] read(Path path) {
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw new NightshiftException(
            ErrorCode.CORPUS_INVALID,
            "%s has %,d bytes; a corpus may have %,d: cut it".formatted(path, size, MAX_BYTES));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static NightshiftException unreadable(Path path, IOException cause) {
    return new NightshiftException(
        ErrorCode.FILE_UNREADABLE,
        "%s cannot be read (%s); give a readable file"
            .formatted(path, Files.isDirectory(path) ? "it is a folder" : describe(cause)),
        cause);
  }

  private static String describe(IOException cause) {
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : message.lines().findFirst().orElse(kind);
  }
}
