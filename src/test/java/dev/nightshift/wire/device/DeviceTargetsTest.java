package dev.nightshift.wire.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Our reading of a device against that of IBM's own Python client, as it was printed once. */
class DeviceTargetsTest {
  private static final Path REFERENCE = Path.of("src/test/resources/reference/device-targets.txt");

  @Test
  void theDevicesThatShipMeanWhatIbmsClientReadsInThem() throws IOException {
    DeviceCatalog catalog = new DeviceCatalog(List.of());
    List<String> lines = Files.readAllLines(REFERENCE);
    assertThat(lines.getFirst()).startsWith("# made by docs/interop/targets_of_devices.py with");
    TreeSet<String> compared = new TreeSet<>();

    for (String line : lines.subList(1, lines.size())) {
      String[] word = line.split(" ");
      Target target = catalog.find(word[0]).target();
      compared.add(word[0] + " " + word[1]);
      if (word[1].equals("qubits")) {
        List<QubitFacts> qubits = target.qubitFacts();
        assertThat(qubits).as(line).hasSize(Integer.parseInt(word[2]));
        assertSum(line, OptionalDouble.of(target.dtSeconds().orElseThrow()), word[3]);
        assertSum(line, sum(qubits, QubitFacts::t1Seconds), word[4]);
        assertSum(line, sum(qubits, QubitFacts::t2Seconds), word[5]);
        assertSum(line, sum(qubits, QubitFacts::frequencyHertz), word[6]);
      } else {
        List<Operation> places =
            target.operations().stream().filter(one -> one.name().equals(word[1])).toList();
        assertThat(places).as(line).hasSize(Integer.parseInt(word[2]));
        assertThat(places.stream().filter(place -> place.error().isPresent()))
            .as(line)
            .hasSize(Integer.parseInt(word[3]));
        assertSum(line, sum(places, Operation::error), word[4]);
        assertSum(line, sum(places, Operation::durationSeconds), word[5]);
      }
    }

    TreeSet<String> ours = new TreeSet<>();
    for (String name : DeviceCatalog.BUILT_IN) {
      ours.add(name + " qubits");
      catalog.find(name).target().operationNames().forEach(one -> ours.add(name + " " + one));
    }
    assertThat(compared).isEqualTo(ours);
  }

  private static <T> OptionalDouble sum(List<T> from, Function<T, OptionalDouble> figure) {
    return OptionalDouble.of(from.stream().mapToDouble(one -> figure.apply(one).orElse(0)).sum());
  }

  private static void assertSum(String line, OptionalDouble sum, String reference) {
    double expected = Double.parseDouble(reference);
    assertThat(sum.orElseThrow()).as(line).isCloseTo(expected, within(1e-12 * expected));
  }
}
