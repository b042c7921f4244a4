package dev.nightshift.wire.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.UserFolders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers by name: the user's own files first, then those that ship with Nightshift.
 *
 * <p>A name that no file has but that looks like a device of IBM's, such as {@code ibm_torino}, is
 * the provider {@code ibm} with that device.
 */
public final class Providers {
  /** Those that ship with Nightshift. */
  public static final List<String> BUILT_IN = List.of("embedded", "local", "ibm");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
  private static final Pattern IBM_DEVICE = Pattern.compile("ibm_[a-z0-9_]+");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");
  private static final Pattern VERSION = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final String SUFFIX = ".yaml";

  /** Keys under which people write a secret into a file that others read. */
  private static final Set<String> SECRET_KEYS =
      Set.of("key", "api_key", "apikey", "token", "api_token", "password", "secret", "credentials");

  private static final List<String> KEYS =
      List.of(
          "kind",
          "device",
          "url",
          "region",
          "instance",
          "instance_env",
          "key_env",
          "key_file",
          "iam_url",
          "api_version",
          "connect_timeout_s",
          "request_timeout_s",
          "submit_timeout_s",
          "job_timeout_s",
          "outage_wait_s",
          "attempts",
          "first_delay_ms",
          "max_delay_ms",
          "first_poll_ms",
          "max_poll_ms",
          "submissions_per_minute",
          "gzip_requests",
          "max_execution_s",
          "pricing");

  private static final int WEEK_S = 7 * 24 * 3600;

  private final List<Path> folders;
  private final Map<String, String> environment;

  /**
   * @param folders searched in this order before the built-in providers; absent ones are skipped
   * @param environment variables that keys and instances are read from
   */
  public Providers(List<Path> folders, Map<String, String> environment) {
    this.folders = List.copyOf(folders);
    this.environment = Map.copyOf(environment);
  }

  /**
   * The usual places: a folder from the command line, then {@code nightshift/providers} under the
   * user's configuration folder.
   *
   * @throws NightshiftException FILE_MISSING when the folder from the command line is not there
   */
  public static Providers standard(@Nullable Path extra, Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    if (extra != null) {
      if (!Files.isDirectory(extra)) {
        throw new NightshiftException(
            ErrorCode.FILE_MISSING,
            "%s is not a folder of providers; check --providers".formatted(extra));
      }
      folders.add(extra);
    }
    folders.add(UserFolders.config(environment).resolve("providers"));
    return new Providers(folders, environment);
  }

  /** Every name there is, sorted. */
  public List<String> names() {
    Set<String> names = new TreeSet<>(BUILT_IN);
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(SUFFIX))
              .map(file -> file.substring(0, file.length() - SUFFIX.length()))
              .filter(name -> NAME.matcher(name).matches())
              .forEach(names::add);
        } catch (IOException unreadable) {
          throw new NightshiftException(
              ErrorCode.FILE_UNREADABLE,
              "the folder %s cannot be listed; check its permissions".formatted(folder),
              unreadable);
        }
      }
    }
    return List.copyOf(names);
  }

  /**
   * The provider of a name.
   *
   * @throws NightshiftException BACKEND_UNKNOWN with the nearest name, PROVIDER_CONFIG or a CONFIG
   *     code when its file is wrong
   */
  public Provider find(String name) {
    if (NAME.matcher(name).matches()) {
      YamlMap file = file(name);
      if (file != null) {
        return read(name, null, file);
      }
      YamlMap ibm = IBM_DEVICE.matcher(name).matches() ? file("ibm") : null;
      if (ibm != null) {
        return read(name, name, ibm);
      }
    }
    throw unknown(name);
  }

  /** Whether {@link #find} finds a provider of this name, whatever its file says. */
  public boolean knows(String name) {
    return names().contains(name) || IBM_DEVICE.matcher(name).matches();
  }

  /**
   * A service with a device of the caller's choice, whatever its file says.
   *
   * @throws NightshiftException as {@link #find(String)}; PROVIDER_CONFIG for a provider that is no
   *     service
   */
  public Provider.Rest service(String name, String device) {
    YamlMap file = NAME.matcher(name).matches() ? file(name) : null;
    if (file == null) {
      throw unknown(name);
    }
    return switch (read(name, device, file)) {
      case Provider.Rest rest -> rest;
      case Provider.Embedded _ ->
          throw new NightshiftException(
              ErrorCode.PROVIDER_CONFIG,
              "provider %s is no service that has devices; name one of kind ibm or server"
                  .formatted(name));
    };
  }

  /**
   * What a provider's seconds cost: as the first of its files says that speaks of prices, so an own
   * file without them keeps those that ship.
   *
   * @return empty where no file says so: the price is unknown, not nothing
   * @throws NightshiftException PROVIDER_CONFIG or a CONFIG code when a file is wrong
   */
  public Optional<Pricing> pricing(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Optional<Pricing> own = files(name).flatMap(Providers::pricing).findFirst();
    return own.isEmpty() && IBM_DEVICE.matcher(name).matches() ? pricing("ibm") : own;
  }

  private static Stream<Pricing> pricing(YamlMap file) {
    return file.has("pricing") ? Stream.of(Pricing.read(file.map("pricing"))) : Stream.empty();
  }

  private NightshiftException unknown(String name) {
    return new NightshiftException(
        ErrorCode.BACKEND_UNKNOWN,
        "unknown backend `%s`; %s".formatted(name, Nearest.hint(name, names())));
  }

  private @Nullable YamlMap file(String name) {
    return files(name).findFirst().orElse(null);
  }

  /** The files of a name, read as they are asked for: the user's own first. */
  private Stream<YamlMap> files(String name) {
    Stream<YamlMap> own =
        folders.stream()
            .map(folder -> folder.resolve(name + SUFFIX))
            .filter(Files::exists)
            .map(Yaml::read);
    return Stream.concat(own, Stream.of(name).filter(BUILT_IN::contains).map(Providers::builtIn));
  }

  private static YamlMap builtIn(String name) {
    String resource = "providers/" + name + SUFFIX;
    try (InputStream in = Providers.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new NightshiftException(
            ErrorCode.INTERNAL, resource + " is not packed with Nightshift; build it again");
      }
      return Yaml.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Provider read(String name, @Nullable String asDevice, YamlMap file) {
    refuseSecrets(file);
    file.only(KEYS);
    String kind = file.choice("kind", List.of("embedded", "server", "ibm"));
    return switch (kind) {
      case "embedded" -> {
        file.only("kind");
        yield new Provider.Embedded(name);
      }
      case "server" ->
          rest(
              name,
              Provider.Service.SERVER,
              asDevice != null ? asDevice : file.text("device", "aer_simulator"),
              file,
              Provider.Limits.SERVER);
      default -> {
        String device = asDevice != null ? asDevice : file.text("device", "");
        if (device.isEmpty()) {
          throw new NightshiftException(
              ErrorCode.PROVIDER_CONFIG,
              "provider %s names no device; say for instance --backend ibm_torino, or `device` in"
                      .formatted(name)
                  + " %s".formatted(YamlNode.place(file.span())));
        }
        yield rest(name, Provider.Service.IBM, device, file, Provider.Limits.IBM);
      }
    };
  }

  private Provider.Rest rest(
      String name,
      Provider.Service service,
      String device,
      YamlMap file,
      Provider.Limits defaults) {
    boolean ibm = service == Provider.Service.IBM;
    String instance = instance(file);
    URI url = url(file, "url");
    if (url == null && ibm) {
      String region = file.text("region", instance == null ? "us-east" : instance.split(":")[5]);
      if (!region.matches("[a-z0-9-]+")) {
        throw file.wrong("region", "'" + region + "'", "a region such as us-east or eu-de");
      }
      url =
          URI.create(
              "https://%squantum.cloud.ibm.com/api/v1"
                  .formatted(region.equals("us-east") ? "" : region + "."));
    }
    URI iam = url(file, "iam_url");
    if (iam == null && ibm) {
      iam = URI.create("https://iam.cloud.ibm.com");
    }
    String version = file.text("api_version", "2026-04-15");
    if (!VERSION.matcher(version).matches()) {
      throw file.wrong("api_version", "'" + version + "'", "a date such as \"2026-04-15\"");
    }
    String variable = file.text("key_env", ibm ? "NIGHTSHIFT_IBM_KEY" : "NIGHTSHIFT_TOKEN");
    if (!VARIABLE.matcher(variable).matches()) {
      // The value may be the key itself, so it is not repeated.
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "%s is not the name of an environment variable; give a name in capitals such as %s, never"
                  .formatted(
                      file.describe("key_env"), ibm ? "NIGHTSHIFT_IBM_KEY" : "NIGHTSHIFT_TOKEN")
              + " the key itself");
    }
    return new Provider.Rest(
        name,
        service,
        url == null ? null : base(url),
        iam,
        device,
        instance,
        version,
        key(file, variable),
        "put it into the environment variable %s, or into a file and its path under `key_file` in %s"
            .formatted(variable, file.span().file()),
        limits(file, defaults));
  }

  private static Provider.Limits limits(YamlMap file, Provider.Limits defaults) {
    Provider.Limits limits =
        new Provider.Limits(
            seconds(file, "connect_timeout_s", defaults.connectTimeout()),
            seconds(file, "request_timeout_s", defaults.requestTimeout()),
            seconds(file, "submit_timeout_s", defaults.submitTimeout()),
            seconds(file, "job_timeout_s", defaults.jobTimeout()),
            Duration.ofSeconds(
                file.integer("outage_wait_s", 0, WEEK_S, (int) defaults.outageWait().toSeconds())),
            file.integer("attempts", 1, 100, defaults.attempts()),
            millis(file, "first_delay_ms", defaults.firstDelay()),
            millis(file, "max_delay_ms", defaults.maxDelay()),
            millis(file, "first_poll_ms", defaults.firstPoll()),
            millis(file, "max_poll_ms", defaults.maxPoll()),
            file.integer("submissions_per_minute", 0, 1_000_000, defaults.submissionsPerMinute()),
            file.flag("gzip_requests", defaults.gzipRequests()),
            file.has("max_execution_s")
                ? OptionalInt.of(file.integer("max_execution_s", 0, 10_800))
                : OptionalInt.empty());
    ordered(file, "first_delay_ms", limits.firstDelay(), "max_delay_ms", limits.maxDelay());
    ordered(file, "first_poll_ms", limits.firstPoll(), "max_poll_ms", limits.maxPoll());
    return limits;
  }

  private static void ordered(
      YamlMap file, String low, Duration first, String high, Duration last) {
    if (first.compareTo(last) > 0) {
      throw file.wrong(
          high, last.toMillis() + " ms", "no less than %s, %d".formatted(low, first.toMillis()));
    }
  }

  private static Duration seconds(YamlMap file, String key, Duration fallback) {
    return Duration.ofSeconds(file.integer(key, 1, WEEK_S, (int) fallback.toSeconds()));
  }

  private static Duration millis(YamlMap file, String key, Duration fallback) {
    return Duration.ofMillis(file.integer(key, 1, 24 * 3600 * 1000, (int) fallback.toMillis()));
  }

  private @Nullable String instance(YamlMap file) {
    String variable = file.text("instance_env", "NIGHTSHIFT_IBM_INSTANCE");
    String instance = file.text("instance", environment.getOrDefault(variable, "").strip());
    if (instance.isEmpty()) {
      return null;
    }
    if (instance.split(":", -1).length != 10 || !instance.startsWith("crn:")) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "the instance of %s is no CRN; expected crn:v1:bluemix:public:quantum-computing:REGION:a/"
                  .formatted(file.span().file())
              + "ACCOUNT:INSTANCE:: in `instance` or in the variable of `instance_env`");
    }
    return instance;
  }

  private static @Nullable URI url(YamlMap file, String key) {
    if (!file.has(key)) {
      return null;
    }
    URI url;
    try {
      url = new URI(file.text(key));
    } catch (URISyntaxException notUrl) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          file.describe(key) + " is no URL; expected one such as http://127.0.0.1:8123");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          file.describe(key)
              + " carries a user, a query or a fragment; give scheme, host, port and path only, and"
              + " the key by key_env or key_file");
    }
    if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          file.describe(key)
              + " is no http or https URL; expected one such as http://127.0.0.1:8123");
    }
    if (scheme.equals("http") && !loopback(url.getHost())) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "%s sends keys in the clear to %s; use https for another machine"
              .formatted(file.describe(key), url.getHost()));
    }
    return url;
  }

  /** Whether a host is this machine by its very name; nothing is looked up. */
  public static boolean loopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]")
        || host.equals("::1");
  }

  /** The base of the REST paths: {@code /api/v1} where the URL names no path of its own. */
  static URI base(URI url) {
    String text = url.toString();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
    return URI.create(path.isEmpty() ? text + "/api/v1" : text);
  }

  private @Nullable Secret key(YamlMap file, String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty() && file.has("key_file")) {
      value = keyFile(file);
    }
    if (value.isEmpty()) {
      return null;
    }
    if (value.chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "the key of %s holds a blank or a letter outside ASCII; give the key alone"
              .formatted(file.span().file()));
    }
    return new Secret(value);
  }

  private String keyFile(YamlMap file) {
    String given = file.text("key_file");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    Path path = given.startsWith("~/") ? Path.of(home, given.substring(2)) : Path.of(given);
    try {
      if (Files.size(path) > 64 * 1024) {
        throw new NightshiftException(
            ErrorCode.PROVIDER_CONFIG,
            file.describe("key_file") + " is larger than any key; name the file of the key");
      }
      return Files.readString(path).strip();
    } catch (NoSuchFileException absent) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "%s names the key file %s, which does not exist; write the key there"
              .formatted(file.describe("key_file"), path),
          absent);
    } catch (IOException unreadable) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s names the key file %s, which cannot be read as text; check its permissions"
              .formatted(file.describe("key_file"), path),
          unreadable);
    }
  }

  private static void refuseSecrets(YamlMap file) {
    for (String key : file.entries().keySet()) {
      if (SECRET_KEYS.contains(key.toLowerCase(Locale.ROOT).replace('-', '_'))) {
        throw new NightshiftException(
            ErrorCode.PROVIDER_CONFIG,
            file.describe(key)
                + " writes a secret into a file; remove it, revoke the key if others can read the"
                + " file, and name a variable by `key_env` or a file by `key_file`");
      }
    }
  }
}
