package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that users name. */
final class TextFiles {
  private TextFiles() {}

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING, "there is no file %s; check the path".formatted(file), e);
    } catch (IOException e) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s cannot be read (%s); check that it is a file you may read".formatted(file, e),
          e);
    }
  }

  /** Strictly decoded: a broken sequence is an error, not a replacement character. */
  static String text(Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (CharacterCodingException e) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE, "%s is not UTF-8 text; convert it".formatted(file), e);
    }
  }
}
