package dev.nightshift.base.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  @Test
  void givenVariables_whenAsked_thenEachKindIsWhereItsVariableSays() {
    Map<String, String> environment =
        Map.of(
            "HOME", "/home/ada",
            "XDG_CONFIG_HOME", "/c",
            "XDG_STATE_HOME", "/s",
            "XDG_CACHE_HOME", "/k");

    assertThat(UserFolders.config(environment)).isEqualTo(Path.of("/c/nightshift"));
    assertThat(UserFolders.state(environment)).isEqualTo(Path.of("/s/nightshift"));
    assertThat(UserFolders.cache(environment)).isEqualTo(Path.of("/k/nightshift"));
  }

  @Test
  void givenNoneOrBlankOnes_whenAsked_thenTheFoldersAreUnderTheHome() {
    Map<String, String> environment = Map.of("HOME", "/home/ada", "XDG_CONFIG_HOME", " ");

    assertThat(UserFolders.config(environment)).isEqualTo(Path.of("/home/ada/.config/nightshift"));
    assertThat(UserFolders.state(environment))
        .isEqualTo(Path.of("/home/ada/.local/state/nightshift"));
    assertThat(UserFolders.cache(environment)).isEqualTo(Path.of("/home/ada/.cache/nightshift"));
    assertThat(UserFolders.config(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".config/nightshift"));
  }
}
