package dev.nightshift.gen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.assertion.Golden;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The devices that ship are what the generator makes; {@code ./dev golden} writes them anew. */
class SyntheticDevicesGoldenTest {
  private static final Path FOLDER = Path.of("providers/nightshift");

  @Test
  void theDevicesThatShipAreThoseOfTheGenerator() {
    for (SyntheticDevice device : SyntheticDevice.all()) {
      Path folder = FOLDER.resolve(device.name());

      Golden.assertMatches(folder.resolve("configuration.json"), device.configuration());
      Golden.assertMatches(folder.resolve("properties.json"), device.properties());
      Golden.assertMatches(folder.resolve("SOURCE.md"), device.source());
    }
  }

  @Test
  void theCatalogListsExactlyTheFoldersThatShip() throws IOException {
    List<String> made = SyntheticDevice.all().stream().map(SyntheticDevice::name).toList();
    try (Stream<Path> folders = Files.list(FOLDER)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(made);
    }
    assertThat(DeviceCatalog.BUILT_IN).containsExactlyElementsOf(made);
  }
}
