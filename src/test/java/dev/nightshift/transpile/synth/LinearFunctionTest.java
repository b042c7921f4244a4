package dev.nightshift.transpile.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearFunctionTest {
  /** Bits as CX gates leave them, each a parity of the bits at the start. */
  private static final class Parities {
    final long[] bits;

    Parities(int size) {
      bits = new long[size];
      Arrays.setAll(bits, i -> 1L << i);
    }

    void cx(int control, int target) {
      bits[target] ^= bits[control];
    }

    Parities run(LinearFunction.Gates gates) {
      gates.first().forEach(gate -> cx(gate[0], gate[1]));
      long[] before = bits.clone();
      Arrays.setAll(bits, i -> before[gates.sources()[i]]);
      gates.last().forEach(gate -> cx(gate[0], gate[1]));
      return this;
    }
  }

  @Test
  void anyFunctionIsWrittenAsItIs() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = 2 + random.nextInt(seed < 290 ? 10 : 63);
      int count = random.nextInt(4 * size);
      LinearFunction function = new LinearFunction(size);
      Parities wanted = new Parities(size);
      for (int k = 0; k < count; k++) {
        int control = random.nextInt(size);
        int target = (control + 1 + random.nextInt(size - 1)) % size;
        function.cx(control, target);
        wanted.cx(control, target);
      }

      LinearFunction.Gates gates = function.gates();

      assertThat(new Parities(size).run(gates).bits).as("seed %d", seed).isEqualTo(wanted.bits);
      assertThat(gates.count()).as("seed %d", seed).isLessThanOrEqualTo(size * size);
    }
  }

  @Test
  void allPairsInOrderAreAChain() {
    for (int size : new int[] {3, 8, 14, 40, 64}) {
      LinearFunction function = new LinearFunction(size);
      for (int control = 0; control < size; control++) {
        for (int target = control + 1; target < size; target++) {
          function.cx(control, target);
        }
      }

      assertThat(function.gates().count()).isEqualTo(size - 1);
    }
  }

  @Test
  void aSwapCostsNothing() {
    LinearFunction function = new LinearFunction(3);
    function.cx(0, 2);
    function.cx(2, 0);
    function.cx(0, 2);

    assertThat(function.gates().count()).isZero();
    assertThat(function.gates().sources()).containsExactly(2, 1, 0);
  }
}
