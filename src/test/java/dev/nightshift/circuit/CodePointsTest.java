package dev.nightshift.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodePointsTest {
  /** Ends of the ranges where UTF-16 and code points order differently, and plain letters. */
  private static final int[] POINTS = {'a', 'b', '[', 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};

  @Test
  void theOrderIsThatOfTheCodePoints() {
    SplittableRandom random = Seed.of(3).random();
    for (int trial = 0; trial < 5_000; trial++) {
      String a = text(random);
      String b = text(random);

      int order = CodePoints.ORDER.compare(a, b);

      assertThat(Integer.signum(order))
          .as("%s and %s", a, b)
          .isEqualTo(
              Integer.signum(Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray())));
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(POINTS[random.nextInt(POINTS.length)]);
    }
    return text.toString();
  }
}
