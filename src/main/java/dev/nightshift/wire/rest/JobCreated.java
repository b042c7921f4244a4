package dev.nightshift.wire.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Answer of {@code POST /jobs}. */
public record JobCreated(
    String id,
    @Nullable String backend,
    @Nullable String sessionId,
    @JsonProperty("private") @Nullable Boolean isPrivate,
    @Nullable String calibrationId) {

  /**
   * The id alone, which is all that a client needs of each of its thousands of jobs: read token by
   * token, because building a record by reflection takes longer than all the rest of the answer.
   *
   * @return null where there is none
   * @throws NightshiftException MESSAGE_MALFORMED when the bytes are no JSON object
   */
  public static @Nullable String id(byte[] answer) {
    try (JsonParser json = Json.parser(answer, 0, answer.length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String id = null;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (name.equals("id") && value == JsonToken.VALUE_STRING) {
          id = json.getString();
        } else {
          json.skipChildren();
        }
      }
      return id;
    } catch (JacksonException e) {
      throw Json.malformed("JobCreated", e);
    }
  }
}
