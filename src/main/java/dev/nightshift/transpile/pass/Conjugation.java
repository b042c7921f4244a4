package dev.nightshift.transpile.pass;

/**
 * What a two-qubit Clifford gate C makes of every Pauli: C* P C, a Pauli with a sign. Immutable.
 */
final class Conjugation {
  private static final int NEGATIVE = 16;

  static final Conjugation IDENTITY = identity();

  /** For each Pauli the one it becomes, and {@link #NEGATIVE} where its sign changes. */
  private final byte[] images;

  private Conjugation(byte[] images) {
    this.images = images;
  }

  private static Conjugation identity() {
    byte[] images = new byte[16];
    for (int pauli = 0; pauli < 16; pauli++) {
      images[pauli] = (byte) pauli;
    }
    return new Conjugation(images);
  }

  /** By the gate's matrix. */
  static Conjugation by(double[] matrix) {
    byte[] images = new byte[16];
    for (int pauli = 0; pauli < 16; pauli++) {
      Paulis.Signed image = Paulis.conjugated(pauli, matrix);
      images[pauli] = (byte) (image.sign() < 0 ? image.pauli() | NEGATIVE : image.pauli());
    }
    return new Conjugation(images);
  }

  /** The image, to be read by {@link #pauli} and {@link #isNegative}. */
  int of(int pauli) {
    return images[pauli];
  }

  static int pauli(int image) {
    return image & 15;
  }

  static boolean isNegative(int image) {
    return image >= NEGATIVE;
  }

  /** That of G C, with this one's C and another's G: first G* P G, then C* of it. */
  Conjugation before(Conjugation other) {
    byte[] result = new byte[16];
    for (int pauli = 0; pauli < 16; pauli++) {
      int image = other.images[pauli];
      result[pauli] = (byte) (images[pauli(image)] ^ image & NEGATIVE);
    }
    return new Conjugation(result);
  }
}
