package dev.nightshift.experiment.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.corpus.Corpora.Pinned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorporaTest {
  private static final byte[] TEXT = "to be, or not\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "to see, or not\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void startAServerOnLoopback() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopTheServer() {
    server.stop(0);
  }

  @Test
  void aTextIsNumberedByCodePointAndReadsBack() {
    Corpus corpus = Corpus.of("note", "note.txt", "b😀ab".getBytes(StandardCharsets.UTF_8), 2);

    assertThat(corpus.vocabulary()).isEqualTo("ab😀");
    assertThat(corpus.vocabularySize()).isEqualTo(3);
    assertThat(corpus.tokens()).containsExactly(1, 2, 0, 1);
    assertThat(corpus.text()).isEqualTo("b😀ab");
    assertThat(corpus.decode(corpus.encode("a😀"))).isEqualTo("a😀");
    assertThat(corpus.notice()).isNull();
    assertFails(
        () -> corpus.encode("abc"),
        ErrorCode.CORPUS_INVALID,
        "the character 'c' (U+0063) does not occur in note; use its 3 characters only");
  }

  @Test
  void givenTheFolderOfData_whenItHasTheText_thenItIsUsedAndNothingIsFetched() throws IOException {
    serve(200, TEXT);
    Files.write(folder.resolve("input.txt"), TEXT);

    Corpus corpus = corpora(Map.of("NIGHTSHIFT_DATA", folder.toString())).open("small", 4);

    assertThat(corpus.text()).isEqualTo("to be, or not\n");
    assertThat(corpus.origin()).isEqualTo(folder.resolve("input.txt").toString());
    assertThat(corpus.sha256()).isEqualTo(Corpus.sha256(TEXT));
    assertThat(requests).hasValue(0);
  }

  @Test
  void givenNothingOnTheMachine_whenAsked_thenItIsFetchedOnceAndKept() {
    serve(200, TEXT);
    Corpora corpora = corpora(Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()));

    Corpus first = corpora.open("small", 4);
    Corpus second = corpora.open("small", 4);

    assertThat(first.origin()).isEqualTo(address().toString());
    assertThat(second.origin()).isEqualTo(folder.resolve("cache/nightshift/small.txt").toString());
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(requests).hasValue(1);
  }

  @Test
  void givenAnotherTextThere_whenAsked_thenAnErrorAndNothingIsKept() throws IOException {
    serve(200, OTHER);
    String found =
        " is not small: expected 14 bytes with SHA-256 %s, found 15 bytes with %s; "
            .formatted(Corpus.sha256(TEXT), Corpus.sha256(OTHER));

    assertFails(
        () -> corpora(Map.of()).open("small", 4),
        ErrorCode.CORPUS_INVALID,
        address() + found + "put the right text into the folder of NIGHTSHIFT_DATA");
    assertThat(folder.resolve("home/.cache")).doesNotExist();

    Path wrong = Files.write(folder.resolve("small.txt"), OTHER);
    assertFails(
        () -> corpora(Map.of("NIGHTSHIFT_DATA", folder.toString())).open("small", 4),
        ErrorCode.CORPUS_INVALID,
        wrong + found + "delete it, or give its path as corpus to train on it");
  }

  @Test
  void givenNoNetwork_whenAsked_thenTheOwnTextStandsInAndSaysSo() throws IOException {
    URI closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/small.txt");
    }

    Corpus corpus =
        new Corpora(Map.of(), folder.resolve("home"), pinned(closed), Duration.ofSeconds(5))
            .open("small", 8);

    assertThat(corpus.name()).isEqualTo("night-watch");
    assertThat(corpus.notice())
        .startsWith("corpus small is not on this machine and cannot be fetched (")
        .endsWith(
            "); training on night-watch, which ships with Nightshift: put small.txt into the folder"
                + " that NIGHTSHIFT_DATA names to use it");
  }

  @Test
  void givenAServerThatRefuses_whenAsked_thenTheOwnTextStandsIn() {
    serve(503, OTHER);

    Corpus corpus = corpora(Map.of()).open("small", 8);

    assertThat(corpus.name()).isEqualTo("night-watch");
    assertThat(corpus.notice()).contains(address() + " answered with status 503");
  }

  @Test
  void theTextThatShipsIsLargeAndVaried() {
    Corpus corpus = corpora(Map.of()).open("night-watch", 64);

    assertThat(corpus.length()).isGreaterThan(60_000);
    assertThat(corpus.vocabularySize()).isBetween(65, 100);
    assertThat(corpus.origin()).isEqualTo("shipped with Nightshift");
    assertThat(corpus.notice()).isNull();
    assertThat(requests).hasValue(0);
  }

  @Test
  void aTextOfTheUserIsReadByItsPath() throws IOException {
    Path path = Files.write(folder.resolve("mine.txt"), OTHER);

    Corpus corpus = corpora(Map.of()).open(path.toString(), 4);

    assertThat(corpus.name()).isEqualTo("mine.txt");
    assertThat(corpus.text()).isEqualTo("to see, or not\n");
  }

  @Test
  void aTextThatCannotServeIsOneErrorThatSaysWhatToDo() throws IOException {
    Corpora corpora = corpora(Map.of());
    Path empty = Files.write(folder.resolve("empty.txt"), new byte[0]);
    Path broken = Files.write(folder.resolve("broken.txt"), new byte[] {'o', 'k', (byte) 0xff});
    Path missing = folder.resolve("missing.txt");

    assertFails(
        () -> corpora.open(empty.toString(), 8),
        ErrorCode.CORPUS_INVALID,
        empty
            + " has 0 characters; a model with block_size 8 needs at least 9: give a longer text or"
            + " a smaller model.block_size");
    assertFails(
        () -> corpora.open(broken.toString(), 1),
        ErrorCode.CORPUS_INVALID,
        broken
            + " is not UTF-8: the byte 0xff at offset 2 starts no character; save the text as"
            + " UTF-8");
    assertFails(
        () -> corpora.open(missing.toString(), 1),
        ErrorCode.FILE_MISSING,
        "corpus "
            + missing
            + " does not exist; give small, night-watch or the path of a UTF-8 text");
    assertFails(
        () -> corpora.open(folder.toString(), 1),
        ErrorCode.FILE_UNREADABLE,
        folder + " cannot be read (it is a folder); give a readable file");
  }

  private void serve(int status, byte[] body) {
    server.createContext(
        "/small.txt",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(status, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/small.txt");
  }

  private Corpora corpora(Map<String, String> environment) {
    return new Corpora(
        environment, folder.resolve("home"), pinned(address()), Duration.ofSeconds(20));
  }

  private static Pinned pinned(URI address) {
    return new Pinned(
        "small", List.of("small.txt", "input.txt"), address, TEXT.length, Corpus.sha256(TEXT));
  }

  private static void assertFails(Runnable call, ErrorCode code, String message) {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(call::run)
        .withMessage(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
