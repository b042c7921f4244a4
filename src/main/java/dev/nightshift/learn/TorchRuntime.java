package dev.nightshift.learn;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch in this process, by DJL: started once, offline, quiet, on one thread, with one random
 * generator.
 *
 * <p>Tensors of a small model are so short that a second thread costs more than it brings, so the
 * native library works on the calling thread unless {@code ai.djl.pytorch.num_threads} says
 * otherwise. The random generator and the gradient tape are the library's own and belong to the
 * whole process: train one model at a time.
 */
public final class TorchRuntime {
  private static @Nullable Object generatorOwner;

  private TorchRuntime() {}

  private static final class Holder {
    static final Engine ENGINE = start();

    private static Engine start() {
      // What the environment says goes first; DJL reads these only while it loads.
      setIfAbsent("ai.djl.offline", "true");
      setIfAbsent("OPT_OUT_TRACKING", "true");
      setIfAbsent("ai.djl.pytorch.num_threads", "1");
      setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
      setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
      try {
        return Engine.getEngine("PyTorch");
      } catch (EngineException error) {
        throw new NightshiftException(
            ErrorCode.ENGINE_UNAVAILABLE,
            "PyTorch's native library does not start (%s); it needs the pytorch-native-cpu and pytorch-jni jars on the class path, glibc 2.29 and 450 MB free in the DJL cache folder"
                .formatted(firstLine(error)),
            error);
      }
    }

    private static String firstLine(Throwable error) {
      Throwable root = error;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }

    private static void setIfAbsent(String key, String value) {
      if (System.getProperty(key) == null) {
        System.setProperty(key, value);
      }
    }
  }

  /**
   * The engine, started on the first call: some seconds the first time on a machine, when the
   * native library is unpacked, about a second later.
   *
   * @throws NightshiftException ENGINE_UNAVAILABLE when the native library is missing or does not
   *     load
   */
  public static Engine engine() {
    return Holder.ENGINE;
  }

  /** A manager of native memory; everything made in it is freed when it is closed. */
  public static NDManager newManager() {
    return engine().newBaseManager();
  }

  /** Version of the native library, such as {@code 2.7.1}. */
  public static String version() {
    return engine().getVersion();
  }

  /** Starts the process's random generator anew; equal to {@code torch.manual_seed}. */
  public static void seed(long seed) {
    engine();
    generatorOwner = null;
    JniUtils.setSeed(seed);
  }

  /** Whether the generator stands where {@code owner} left it. */
  static boolean generatorIsAt(Object owner) {
    return generatorOwner == owner;
  }

  /** Says that from now on {@code owner} knows where the generator stands. */
  static void generatorBelongsTo(Object owner) {
    generatorOwner = owner;
  }

  /** Runs without recording gradients on this thread until closed. */
  static GradientPause pauseGradients() {
    engine();
    GradientPause pause = new GradientPause(JniUtils.isGradMode());
    JniUtils.setGradMode(false);
    return pause;
  }

  /** Puts the gradient mode of this thread back. */
  record GradientPause(boolean before) implements AutoCloseable {
    @Override
    public void close() {
      JniUtils.setGradMode(before);
    }
  }
}
