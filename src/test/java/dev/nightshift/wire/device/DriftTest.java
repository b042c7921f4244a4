package dev.nightshift.wire.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.value.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final Device DEVICE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_hex127");
  private static final Instant LATER = Instant.parse("2026-11-26T03:00:00.5Z");
  private static final Drift DRIFT = new Drift(Seed.of(1), 0.05);

  private static Target later(int calibration) {
    return DRIFT.calibrated(DEVICE, calibration, LATER).target();
  }

  private static List<Double> steps(int calibration) {
    List<Double> steps = new ArrayList<>();
    Target before = DEVICE.target();
    Target after = later(calibration);
    for (int qubit = 0; qubit < before.qubits(); qubit++) {
      steps.add(
          Math.log(
              after.qubitFacts().get(qubit).t1Seconds().orElseThrow()
                  / before.qubitFacts().get(qubit).t1Seconds().orElseThrow()));
    }
    return steps;
  }

  private static double deviation(List<Double> steps) {
    return Math.sqrt(steps.stream().mapToDouble(step -> step * step).average().orElseThrow());
  }

  @Test
  void calibrationZeroIsTheDeviceItself() {
    assertThat(DRIFT.calibrated(DEVICE, 0, LATER)).isSameAs(DEVICE);
  }

  @Test
  void theSameSeedWalksTheSameWayAndAnotherElsewhere() {
    byte[] once = DRIFT.calibrated(DEVICE, 3, LATER).properties().utf8();

    assertThat(DRIFT.calibrated(DEVICE, 3, LATER).properties().utf8()).isEqualTo(once);
    assertThat(new Drift(Seed.of(2), 0.05).calibrated(DEVICE, 3, LATER).properties().utf8())
        .isNotEqualTo(once);
  }

  /** 127 walks: their deviation is known to 6 %, of which 5 times are allowed. */
  @Test
  void logarithmsSpreadWithTheRootOfTheCalibrations() {
    assertThat(deviation(steps(1))).isCloseTo(0.05, within(0.05 * 0.32));
    assertThat(deviation(steps(9))).isCloseTo(0.15, within(0.15 * 0.32));
  }

  @Test
  void oneCalibrationIsAStepFromTheLast() {
    List<Double> third = steps(3);
    List<Double> fourth = steps(4);
    List<Double> between = new ArrayList<>();
    for (int qubit = 0; qubit < third.size(); qubit++) {
      between.add(fourth.get(qubit) - third.get(qubit));
    }

    assertThat(deviation(between)).isCloseTo(0.05, within(0.05 * 0.32));
  }

  @Test
  void errorsWanderAndStayErrorsAndDeadGatesStayDead() {
    Target before = DEVICE.target();
    Target after = new Drift(Seed.of(1), 1).calibrated(DEVICE, 20, LATER).target();
    int moved = 0;
    for (int k = 0; k < before.operations().size(); k++) {
      Target.Operation old = before.operations().get(k);
      Target.Operation now = after.operations().get(k);
      assertThat(now.name()).isEqualTo(old.name());
      assertThat(now.durationSeconds()).isEqualTo(old.durationSeconds());
      assertThat(now.isDead()).isEqualTo(old.isDead());
      moved += now.error().equals(old.error()) ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(before.operations().size() / 3);
    for (Target.QubitFacts facts : after.qubitFacts()) {
      assertThat(facts.readoutError().orElseThrow())
          .isBetween(0.0, 0.5)
          .isCloseTo(
              (facts.probMeas0Prep1().orElseThrow() + facts.probMeas1Prep0().orElseThrow()) / 2,
              within(1e-12));
      assertThat(facts.t1Seconds()).isNotEqualTo(OptionalDouble.empty());
    }
  }

  @Test
  void datesMoveAndTheConfigurationStaysByteForByte() {
    Device later = DRIFT.calibrated(DEVICE, 1, LATER);

    assertThat(later.lastUpdate()).isEqualTo("2026-11-26T03:00:00Z");
    assertThat(later.configuration().utf8()).isEqualTo(DEVICE.configuration().utf8());
    assertThat(new String(later.properties().utf8(), StandardCharsets.UTF_8))
        .contains("2026-11-26T03:00:00Z");
    assertThat(later.name()).isEqualTo(DEVICE.name());
  }
}
