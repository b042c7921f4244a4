package dev.nightshift.kernel.bits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each method on all letters side by side, against what a textbook prints. */
class PauliColumnsTest {
  private static final String LETTERS = "IXZY";

  /** Strings of one letter as columns, I X Z Y at bits 0 to 3. */
  private static long[][] letters() {
    return new long[][] {{0b1010}, {0b1100}, {0}};
  }

  private static String read(long[] x, long[] z, long[] negative, int string) {
    int letter = (int) ((x[0] >> string & 1) + 2 * (z[0] >> string & 1));
    return ((negative[0] >> string & 1) == 1 ? "-" : "+") + LETTERS.charAt(letter);
  }

  private static String read(long[] x, long[] z, long[] negative) {
    StringBuilder text = new StringBuilder();
    for (int string = 0; string < 4; string++) {
      text.append(read(x, z, negative, string));
    }
    return text.toString();
  }

  @Test
  void oneQubitGatesConjugateTheLetters() {
    long[][] y = letters();
    long[][] h = letters();
    long[][] s = letters();
    long[][] sdg = letters();
    long[][] sxdg = letters();
    long[][] sx = letters();

    PauliColumns.y(y[0], y[1], y[2]);
    PauliColumns.h(h[0], h[1], h[2]);
    PauliColumns.s(s[0], s[1], s[2]);
    PauliColumns.sdg(sdg[0], sdg[1], sdg[2]);
    PauliColumns.s(sxdg[1], sxdg[0], sxdg[2]);
    PauliColumns.sdg(sx[1], sx[0], sx[2]);

    assertThat(read(y[0], y[1], y[2])).isEqualTo("+I-X-Z+Y");
    // The exchange of x and z is the caller's.
    assertThat(read(h[1], h[0], h[2])).isEqualTo("+I+Z+X-Y");
    assertThat(read(s[0], s[1], s[2])).isEqualTo("+I+Y+Z-X");
    assertThat(read(sdg[0], sdg[1], sdg[2])).isEqualTo("+I-Y+Z+X");
    assertThat(read(sxdg[0], sxdg[1], sxdg[2])).isEqualTo("+I+X+Y-Z");
    assertThat(read(sx[0], sx[1], sx[2])).isEqualTo("+I+X-Y+Z");
  }

  @Test
  void twoQubitGatesConjugateAllPairs() {
    StringBuilder cx = new StringBuilder();
    StringBuilder cz = new StringBuilder();
    for (int right = 0; right < 4; right++) {
      // The letter of the second qubit is the same in all strings.
      long[] x = {(right & 1) != 0 ? 0b1111 : 0};
      long[] z = {(right & 2) != 0 ? 0b1111 : 0};
      long[][] a = letters();
      long[][] b = letters();
      long[] bx = x.clone();
      long[] bz = z.clone();
      PauliColumns.cx(a[0], a[1], x, z, a[2]);
      PauliColumns.cz(b[0], b[1], bx, bz, b[2]);
      for (int left = 0; left < 4; left++) {
        cx.append(read(a[0], a[1], a[2], left)).append(read(x, z, new long[1], left).charAt(1));
        cz.append(read(b[0], b[1], b[2], left)).append(read(bx, bz, new long[1], left).charAt(1));
      }
    }

    // First letters I X Z Y, for second letters I, X, Z, Y in turn.
    assertThat(cx.toString())
        .isEqualTo("+II+XX+ZI+YX" + "+IX+XI+ZX+YI" + "+ZZ-YY+IZ+XY" + "+ZY+YZ+IY-XZ");
    assertThat(cz.toString())
        .isEqualTo("+II+XZ+ZI+YZ" + "+ZX+YY+IX-XY" + "+IZ+XI+ZZ+YI" + "+ZY-YX+IY+XX");
  }
}
