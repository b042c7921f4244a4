/*
 * Tokens of OpenQASM 3, written from the specification (https://openqasm.com/versions/3.1/language).
 * Section names in comments are those of the specification.
 *
 * There are no modes: what the specification reads in a mode of its own (the rest of a pragma's
 * line, the body of a calibration block) is one token here, so the parser can start at any statement.
 */
lexer grammar OpenQasm3Lexer;

@members {
  private int before = EOF;

  /** Whether a statement can begin here; elsewhere an "@" belongs to a gate modifier. */
  private boolean atStatement() {
    return before == EOF || before == SEMICOLON || before == LBRACE || before == RBRACE
        || before == ANNOTATION || before == PRAGMA;
  }

  /** Goes on reading at a place where a statement begins. */
  public void restart(int index, int line, int column) {
    _hitEOF = false;
    _token = null;
    before = EOF;
    _input.seek(index);
    setLine(line);
    setCharPositionInLine(column);
  }

  @Override
  public Token nextToken() {
    Token token = super.nextToken();
    before = token.getType();
    return token;
  }
}

// Language: Version string, Included files
OPENQASM: 'OPENQASM';
INCLUDE: 'include';

// Language: Gates
GATE: 'gate';
INV: 'inv';
POW: 'pow';
CTRL: 'ctrl';
NEGCTRL: 'negctrl';
GPHASE: 'gphase';

// Language: Built-in quantum instructions
RESET: 'reset';
MEASURE: 'measure';
BARRIER: 'barrier';
NOP: 'nop';

// Language: Types and Casting
QUBIT: 'qubit';
QREG: 'qreg';
CREG: 'creg';
BIT: 'bit';
BOOL: 'bool';
INT: 'int';
UINT: 'uint';
FLOAT: 'float';
ANGLE: 'angle';
COMPLEX: 'complex';
ARRAY: 'array';
VOID: 'void';
DURATION: 'duration';
STRETCH: 'stretch';
CONST: 'const';
LET: 'let';
INPUT: 'input';
OUTPUT: 'output';
READONLY: 'readonly';
MUTABLE: 'mutable';

// Language: Subroutines
DEF: 'def';
RETURN: 'return';
EXTERN: 'extern';

// Language: Classical instructions
IF: 'if';
ELSE: 'else';
FOR: 'for';
IN: 'in';
WHILE: 'while';
BREAK: 'break';
CONTINUE: 'continue';
SWITCH: 'switch';
CASE: 'case';
DEFAULT: 'default';
END: 'end';

// Language: Circuit timing
BOX: 'box';
DELAY: 'delay';
DURATIONOF: 'durationof';

// Language: Pulse-level descriptions of gates; a body is kept as text, its braces balanced
DEFCALGRAMMAR: 'defcalgrammar';
CALIBRATION: 'cal' [ \t\r\n]* Braced;
CALIBRATION_DEFINITION: 'defcal' [ \t\r\n] ~[{};]* Braced;
CAL: 'cal';
DEFCAL: 'defcal';
fragment Braced: '{' (Braced | ~[{}])* '}';

// Language: Directives
PRAGMA: '#'? 'pragma' ([ \t] ~[\r\n]*)?;
ANNOTATION: '@' {atStatement()}? IdentifierStart IdentifierPart* ('.' IdentifierStart IdentifierPart*)* ([ \t] ~[\r\n]*)?;

TRUE: 'true';
FALSE: 'false';

LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBRACE: '{';
RBRACE: '}';
SEMICOLON: ';';
COLON: ':';
COMMA: ',';
HASH: '#';
AT: '@';
ARROW: '->';
EQUALS: '=';
PLUS_PLUS: '++';
PLUS: '+';
MINUS: '-';
POWER: '**';
STAR: '*';
SLASH: '/';
PERCENT: '%';
TILDE: '~';
BANG: '!';
EQUAL: '==';
NOT_EQUAL: '!=';
LESS_EQUAL: '<=';
GREATER_EQUAL: '>=';
LESS: '<';
GREATER: '>';
SHIFT_LEFT: '<<';
SHIFT_RIGHT: '>>';
AND_AND: '&&';
OR_OR: '||';
AMPERSAND: '&';
PIPE: '|';
CARET: '^';
COMPOUND_ASSIGNMENT: '+=' | '-=' | '*=' | '/=' | '%=' | '**=' | '&=' | '|=' | '^=' | '~=' | '<<=' | '>>=';

// Types and Casting: Classical scalar types; a sign is never part of a literal
BINARY_LITERAL: '0' [bB] [01] ('_'? [01])*;
OCTAL_LITERAL: '0o' [0-7] ('_'? [0-7])*;
HEX_LITERAL: '0' [xX] [0-9a-fA-F] ('_'? [0-9a-fA-F])*;
DECIMAL_LITERAL: Digits;
FLOAT_LITERAL: Digits Exponent | Digits '.' Digits? Exponent? | '.' Digits Exponent?;
IMAGINARY_LITERAL: (DECIMAL_LITERAL | FLOAT_LITERAL) [ \t]* 'im';
// Circuit timing: both code points that look like a micro sign
TIMING_LITERAL: (DECIMAL_LITERAL | FLOAT_LITERAL) [ \t]* ('dt' | 'ns' | 'us' | '\u00B5s' | '\u03BCs' | 'ms' | 's');
fragment Digits: [0-9] ('_'? [0-9])*;
fragment Exponent: [eE] [+-]? Digits;

BITSTRING_LITERAL: '"' [01] ('_'? [01])* '"';
STRING_LITERAL: '"' ~["\r\n]* '"' | '\'' ~['\r\n]* '\'';

// Language: Identifiers
HARDWARE_QUBIT: '$' [0-9]+;
IDENTIFIER: IdentifierStart IdentifierPart*;
fragment IdentifierStart: [_\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{Nl}];
fragment IdentifierPart: IdentifierStart | [0-9];

// Language: Comments
LINE_COMMENT: '//' ~[\r\n]* -> skip;
BLOCK_COMMENT: '/*' .*? '*/' -> skip;
WHITESPACE: [ \t\r\n]+ -> skip;
