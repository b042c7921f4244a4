package dev.nightshift.wire.device;

import static dev.nightshift.wire.device.DeviceTexts.CONFIGURATION;
import static dev.nightshift.wire.device.DeviceTexts.PROPERTIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.wire.device.DeviceFigures.OfOperation;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DeviceFiguresTest {
  @Test
  void mediansAreOverWhatIsInOrder() {
    DeviceFigures figures =
        DeviceFigures.of(
            DeviceTexts.device(CONFIGURATION, PROPERTIES.replace("0.0075", "1")).target());

    OfOperation ecr = figures.operations().getFirst();
    OfOperation sx = figures.operations().get(2);
    assertThat(figures.t1Seconds().orElseThrow()).isCloseTo(175.25e-6, within(1e-15));
    assertThat(figures.t2Seconds()).isEqualTo(OptionalDouble.of(80e-6));
    assertThat(figures.readoutError()).hasValue(0.02);
    assertThat(ecr.name()).isEqualTo("ecr");
    assertThat(ecr.places()).isEqualTo(1);
    assertThat(ecr.dead()).containsExactly(List.of(1, 0));
    assertThat(ecr.error()).isEmpty();
    assertThat(ecr.best()).isEmpty();
    assertThat(sx.places()).isEqualTo(2);
    assertThat(sx.error()).hasValue(0.00025);
    assertThat(figures.entangler()).contains(ecr);
  }

  @Test
  void theDevicesThatShipLieWithinTheRangesTheyState() {
    DeviceCatalog catalog = new DeviceCatalog(List.of());
    for (String name : DeviceCatalog.BUILT_IN) {
      Device device = catalog.find(name);
      DeviceFigures figures = DeviceFigures.of(device.target());

      OfOperation entangler = figures.entangler().orElseThrow();
      assertThat(figures.t1Seconds().orElseThrow()).as(name).isBetween(70e-6, 400e-6);
      assertThat(figures.t2Seconds().orElseThrow()).as(name).isBetween(40e-6, 300e-6);
      assertThat(figures.readoutError().orElseThrow()).as(name).isBetween(0.004, 0.05);
      assertThat(entangler.error().orElseThrow()).as(name).isBetween(8e-4, 2e-2);
      assertThat(entangler.dead()).as(name).hasSize(name.endsWith("hex127") ? 2 : 0);
      assertThat(device.target().qubitFacts())
          .allSatisfy(facts ->
              assertThat(facts.t2Seconds().orElseThrow())
                  .isLessThanOrEqualTo(2 * facts.t1Seconds().orElseThrow()));
      assertThat(entangler.best().orElseThrow().error().orElseThrow())
          .isLessThanOrEqualTo(entangler.error().orElseThrow());
    }
  }

  @Test
  void theTargetsThatShipHaveTheShapesOfTheChips() {
    DeviceCatalog catalog = new DeviceCatalog(List.of());

    // One direction a pair for ecr, both for cz; hex127 has two pairs out of order.
    assertThat(catalog.find("nightshift_line5").target().edges()).hasSize(8);
    assertThat(catalog.find("nightshift_hex27").target().edges()).hasSize(28);
    assertThat(catalog.find("nightshift_hex127").target().edges()).hasSize(144 - 2);
    assertThat(catalog.find("nightshift_hex156").target().edges()).hasSize(352);
    assertThat(catalog.find("nightshift_hex156").target().operationNames())
        .containsExactly("cz", "id", "rx", "rz", "rzz", "sx", "x", "measure", "reset", "delay");
  }
}
