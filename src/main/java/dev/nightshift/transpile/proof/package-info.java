/** Whether a transpiled circuit does what its original does. */
@NullMarked
package dev.nightshift.transpile.proof;

import org.jspecify.annotations.NullMarked;
