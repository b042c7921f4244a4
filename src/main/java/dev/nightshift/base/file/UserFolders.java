package dev.nightshift.base.file;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's files of Nightshift are, each kind in a folder of its own.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
 *     Specification</a>
 */
public final class UserFolders {
  private static final String OURS = "nightshift";

  private UserFolders() {}

  /** What users write: {@code nightshift} in {@code $XDG_CONFIG_HOME} or {@code ~/.config}. */
  public static Path config(Map<String, String> environment) {
    return folder(environment, "XDG_CONFIG_HOME", ".config");
  }

  /**
   * What outlives a process: {@code nightshift} in {@code $XDG_STATE_HOME} or {@code
   * ~/.local/state}.
   */
  public static Path state(Map<String, String> environment) {
    return folder(environment, "XDG_STATE_HOME", ".local/state");
  }

  /** What can be had again: {@code nightshift} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
  public static Path cache(Map<String, String> environment) {
    return folder(environment, "XDG_CACHE_HOME", ".cache");
  }

  private static Path folder(Map<String, String> environment, String variable, String otherwise) {
    String configured = environment.get(variable);
    if (configured != null && !configured.isBlank()) {
      return Path.of(configured, OURS);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    return Path.of(home, otherwise, OURS);
  }
}
