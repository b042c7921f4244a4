package dev.nightshift.cache;

import java.util.Arrays;
import java.util.List;

/**
 * What rows of bindings are rows of, by content: a circuit on a backend, with observables where
 * values are exact.
 *
 * @param kind of the entry that the rows are kept in
 * @param digest of the parts
 * @param parameters of the circuit, in the order of a row
 * @param columns how many they are, which is asked for with every row
 * @param width values a row
 * @param parts all of it but the row
 */
record Template(
    EntryKind kind, byte[] digest, List<String> parameters, int columns, int width, Parts parts) {
  static Template of(EntryKind kind, List<String> parameters, int width, Parts parts) {
    return new Template(kind, parts.digest(kind), parameters, parameters.size(), width, parts);
  }

  /** The name of the file it is kept in. */
  String fileName() {
    return Parts.hex(digest) + kind.suffix();
  }

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
