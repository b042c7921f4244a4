package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Reads the key and certificate that a server proves itself with. */
final class Keystore {
  private Keystore() {}

  /**
   * A TLS context from a PKCS #12 file.
   *
   * @throws NightshiftException FILE_MISSING, or FILE_UNREADABLE for a wrong password or another
   *     kind of file; neither shows the password
   */
  static SSLContext context(Path file, @Nullable String password) {
    if (password == null) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "--tls-keystore %s needs its password in $NIGHTSHIFT_TLS_PASSWORD".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (NoSuchFileException absent) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "the keystore %s does not exist; make one with keytool -genkeypair".formatted(file),
          absent);
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "the keystore %s cannot be read; is it PKCS #12, and is $NIGHTSHIFT_TLS_PASSWORD right?"
              .formatted(file),
          unreadable);
    }
  }
}
