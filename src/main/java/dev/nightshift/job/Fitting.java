package dev.nightshift.job;

import dev.nightshift.transpile.Transpiled;
import java.util.List;

/** Writes a job as its device takes it; the same job always the same way. */
public interface Fitting {
  /** Jobs go as they are. */
  Fitting NONE = Fitted::asItIs;

  /**
   * A job as it is sent.
   *
   * @param mappings of the circuits that were mapped to the device's instruction set, each once
   */
  record Fitted(JobRequest request, List<Mapping> mappings) {
    public Fitted {
      mappings = List.copyOf(mappings);
    }

    /** A job that its device takes as it is. */
    public static Fitted asItIs(JobRequest request) {
      return new Fitted(request, List.of());
    }
  }

  /**
   * The job for the device.
   *
   * @throws dev.nightshift.base.error.NightshiftException for a circuit that cannot be mapped
   */
  Fitted fit(JobRequest request);

  /** The circuits that were mapped and are kept, the one asked for last at the end. */
  default List<Transpiled> mapped() {
    return List.of();
  }
}
