package dev.nightshift.job;

import dev.nightshift.transpile.Receipt;
import dev.nightshift.transpile.Transpiled;
import java.util.List;

/**
 * Where a circuit of a job went on its device, for the record.
 *
 * @param initialLayout physical qubit of each of the user's at the start
 * @param finalLayout and in the end, where observables follow it
 * @param receipt digests of the user's circuit, of the target and of what was sent; level and seed
 */
public record Mapping(List<Integer> initialLayout, List<Integer> finalLayout, Receipt receipt) {
  public Mapping {
    initialLayout = List.copyOf(initialLayout);
    finalLayout = List.copyOf(finalLayout);
  }

  /** Of a circuit that was mapped. */
  public static Mapping of(Transpiled transpiled) {
    return new Mapping(transpiled.initialLayout(), transpiled.finalLayout(), transpiled.receipt());
  }
}
