package dev.nightshift.cache;

import java.util.Arrays;

/**
 * What rows of bindings are rows of: a circuit with observables on a backend, by content.
 *
 * @param digest SHA-256 of all of it
 * @param columns parameters of the circuit
 * @param width observables, values a row
 */
record Template(byte[] digest, int columns, int width) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && Arrays.equals(digest, that.digest);
  }

  /** The first bytes of a good digest are a good hash. */
  @Override
  public int hashCode() {
    return digest[0] << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
  }
}
