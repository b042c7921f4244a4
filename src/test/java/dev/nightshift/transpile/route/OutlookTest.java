package dev.nightshift.transpile.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutlookTest {
  private static final int QUBITS = 12;

  private final Coupling coupling =
      Coupling.of(new DeviceCatalog(List.of()).find("nightshift_hex27").target());

  @Test
  void givenGatesThatComeGoAndMove_whenAskedForGains_thenTheyAreThoseOfEachSwapTriedOut() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Interactions graph = Interactions.of(couples(random));
      int[] physical = random.ints(0, 27).distinct().limit(QUBITS).toArray();
      Outlook outlook = new Outlook(graph, coupling, physical);
      List<Integer> gates = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(3)) {
          case 0 -> {
            int gate = random.nextInt(graph.size());
            outlook.add(gate);
            gates.add(gate);
          }
          case 1 -> {
            if (!gates.isEmpty()) {
              outlook.remove(gates.remove(random.nextInt(gates.size())));
            }
          }
          default -> exchange(outlook, physical, random.nextInt(27), random);
        }

        assertThat(outlook.sum()).as("seed %d", seed).isEqualTo(sum(graph, gates, physical));
        checkGains(outlook, graph, gates, physical);
      }
    }
  }

  private static Circuit couples(SplittableRandom random) {
    CircuitBuilder circuit = Circuit.builder(QUBITS);
    for (int k = 0; k < 40; k++) {
      int a = random.nextInt(QUBITS);
      circuit.cx(a, (a + 1 + random.nextInt(QUBITS - 1)) % QUBITS);
    }
    return circuit.build();
  }

  private void exchange(Outlook outlook, int[] physical, int a, SplittableRandom random) {
    int[] near = coupling.neighbours(a);
    int b = near[random.nextInt(near.length)];
    outlook.exchange(on(physical, a), a, on(physical, b), b);
    swap(physical, a, b);
  }

  private static int on(int[] physical, int p) {
    for (int v = 0; v < physical.length; v++) {
      if (physical[v] == p) {
        return v;
      }
    }
    return -1;
  }

  private static void swap(int[] physical, int a, int b) {
    for (int v = 0; v < physical.length; v++) {
      physical[v] = physical[v] == a ? b : physical[v] == b ? a : physical[v];
    }
  }

  private int sum(Interactions graph, List<Integer> gates, int[] physical) {
    int sum = 0;
    for (int gate : gates) {
      sum += coupling.distance(physical[graph.first(gate)], physical[graph.second(gate)]);
    }
    return sum;
  }

  private void checkGains(
      Outlook outlook, Interactions graph, List<Integer> gates, int[] physical) {
    int before = sum(graph, gates, physical);
    for (int a = 0; a < coupling.qubits(); a++) {
      for (int k = coupling.linksFrom()[a]; k < coupling.linksFrom()[a + 1]; k += 2) {
        int[] tried = physical.clone();
        swap(tried, a, coupling.links()[k]);
        assertThat(outlook.gains()[coupling.links()[k + 1]])
            .isEqualTo(sum(graph, gates, tried) - before);
      }
    }
  }
}
