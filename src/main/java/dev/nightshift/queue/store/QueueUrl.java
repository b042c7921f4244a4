package dev.nightshift.queue.store;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.UserFolders;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue is: the path of an SQLite file, or {@code
 * postgresql://[user[:password]@]host[:port] /database}.
 *
 * @param file of an SQLite queue; null for PostgreSQL
 * @param jdbc for the driver, without user and password
 * @param password never printed
 */
public record QueueUrl(
    @Nullable Path file, String jdbc, @Nullable String user, @Nullable String password) {
  private static final String POSTGRESQL = "postgresql://";

  /** The variable that names the queue where the command line does not. */
  public static final String VARIABLE = "NIGHTSHIFT_QUEUE";

  /**
   * The queue of a user: what the command line says, else the environment, else a file in the
   * user's folder for state.
   */
  public static QueueUrl standard(@Nullable String given, Map<String, String> environment) {
    String text = given != null ? given : environment.get(VARIABLE);
    if (text != null && !text.isBlank()) {
      return of(text.strip(), environment);
    }
    return ofFile(UserFolders.state(environment).resolve("queue.db"));
  }

  /** An SQLite file. */
  public static QueueUrl ofFile(Path file) {
    return new QueueUrl(file, "jdbc:sqlite:" + file.toAbsolutePath(), null, null);
  }

  /**
   * What a text names.
   *
   * @param environment PGPASSWORD stands in for a password that the URL leaves out
   * @throws NightshiftException QUEUE_URL, without the text's password
   */
  public static QueueUrl of(String text, Map<String, String> environment) {
    String plain = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    if (plain.startsWith("postgres://")) {
      plain = POSTGRESQL + plain.substring("postgres://".length());
    }
    if (plain.startsWith(POSTGRESQL)) {
      return postgresql(plain, environment);
    }
    if (plain.startsWith("sqlite:")) {
      return ofFile(Path.of(plain.substring("sqlite:".length())));
    }
    if (plain.contains("://")) {
      throw new NightshiftException(
          ErrorCode.QUEUE_URL,
          "the queue's URL begins with '%s'; give the path of a file or postgresql://user@host/database"
              .formatted(plain.substring(0, plain.indexOf("://") + 3)));
    }
    return ofFile(Path.of(plain));
  }

  private static QueueUrl postgresql(String text, Map<String, String> environment) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // The exception's own text would quote the password.
      throw wrong("it is no URL (position %d)".formatted(e.getIndex()));
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw wrong("it names no host and database");
    }
    if (uri.getQuery() != null && uri.getQuery().contains("password")) {
      throw wrong("a password stands in its query, where logs would show it");
    }
    String user = null;
    String password = environment.get("PGPASSWORD");
    if (uri.getUserInfo() != null) {
      String[] parts = uri.getUserInfo().split(":", 2);
      user = parts[0];
      password = parts.length == 2 ? parts[1] : password;
    }
    String jdbc =
        "jdbc:postgresql://%s%s%s%s"
            .formatted(
                uri.getHost(),
                uri.getPort() < 0 ? "" : ":" + uri.getPort(),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return new QueueUrl(null, jdbc, user, password);
  }

  private static NightshiftException wrong(String why) {
    return new NightshiftException(
        ErrorCode.QUEUE_URL,
        "the queue's URL cannot be used: %s; give postgresql://user@host:5432/database and the password in PGPASSWORD"
            .formatted(why));
  }

  /** Variables with which another process finds the same queue. */
  public Map<String, String> environment() {
    if (file != null) {
      return Map.of(VARIABLE, file.toAbsolutePath().toString());
    }
    String place = jdbc.substring("jdbc:".length());
    String named = user == null ? place : place.replaceFirst("://", "://" + user + "@");
    return password == null
        ? Map.of(VARIABLE, named)
        : Map.of(VARIABLE, named, "PGPASSWORD", password);
  }

  /** As it may be shown: a path, or a URL without user and password. */
  public String shown() {
    return file != null ? file.toString() : jdbc.substring("jdbc:".length());
  }

  @Override
  public String toString() {
    return shown();
  }
}
