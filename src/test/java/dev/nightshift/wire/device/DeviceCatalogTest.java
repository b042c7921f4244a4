package dev.nightshift.wire.device;

import static dev.nightshift.wire.device.DeviceTexts.CONFIGURATION;
import static dev.nightshift.wire.device.DeviceTexts.PROPERTIES;
import static dev.nightshift.wire.device.DeviceTexts.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCatalogTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void givenNothingOfTheUsers_whenListed_thenThoseThatShipAreThereAndCanBeRead() {
    DeviceCatalog catalog = new DeviceCatalog(List.of(folder.resolve("none")));

    assertThat(catalog.names()).containsExactlyInAnyOrderElementsOf(DeviceCatalog.BUILT_IN);
    for (String name : DeviceCatalog.BUILT_IN) {
      Device device = catalog.find(name);
      assertThat(device.name()).isEqualTo(name);
      assertThat(device.source().kind()).isEqualTo(Source.Kind.SYNTHETIC);
      assertThat(catalog.place(name)).isEqualTo("built in");
    }
    assertThat(catalog.find("nightshift_hex156").qubits()).isEqualTo(156);
  }

  @Test
  void givenOneNameInTwoPlaces_whenFound_thenTheLaterPlaceWins() {
    Path home = folder.resolve("home");
    Path extra = folder.resolve("extra");
    String config = CONFIGURATION.replace("tiny", "nightshift_line5");
    String properties = PROPERTIES.replace("tiny", "nightshift_line5");
    DeviceFolder.write(home, device(config, properties), false);
    DeviceCatalog own = new DeviceCatalog(List.of(home));
    assertThat(own.find("nightshift_line5").qubits()).isEqualTo(2);

    DeviceFolder.write(extra, device(config.replace("200.0", "300.0"), properties), false);

    DeviceCatalog both = new DeviceCatalog(List.of(home, extra));
    assertThat(both.find("nightshift_line5").target().repDelaySeconds()).isEqualTo(300e-6);
    assertThat(both.place("nightshift_line5"))
        .isEqualTo(extra.resolve("nightshift_line5").toString());
    assertThat(both.names()).containsExactlyInAnyOrderElementsOf(DeviceCatalog.BUILT_IN);
  }

  @Test
  void givenAnUnknownName_whenFound_thenTheNearestIsOffered() {
    DeviceCatalog catalog = new DeviceCatalog(List.of(folder));

    assertThatThrownBy(() -> catalog.find("nightshift_hex2"))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("unknown device `nightshift_hex2`; did you mean `nightshift_hex27`?")
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.BACKEND_UNKNOWN);
    assertThatThrownBy(() -> catalog.find("../" + folder.getFileName()))
        .hasMessageStartingWith("unknown device");
  }

  @Test
  void theUsersDevicesStandUnderTheConfigurationFolder() {
    assertThat(DeviceCatalog.userFolder(Map.of("XDG_CONFIG_HOME", "/c")))
        .isEqualTo(Path.of("/c/nightshift/devices"));
    assertThat(DeviceCatalog.userFolder(Map.of("HOME", "/h", "XDG_CONFIG_HOME", " ")))
        .isEqualTo(Path.of("/h/.config/nightshift/devices"));
  }
}
