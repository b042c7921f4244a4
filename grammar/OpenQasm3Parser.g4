/*
 * Grammar of OpenQASM 3, written from the specification (https://openqasm.com/versions/3.1/language).
 * Every rule names its section there. The whole language parses; what Nightshift cannot lower yet is
 * an error after parsing. What only a table of names can tell (a gate from a function, a register
 * from a scalar) is left to the checks.
 *
 * The reader takes one version and then one statement after another, so no tree of a whole file
 * is ever in memory.
 */
parser grammar OpenQasm3Parser;

options {
  tokenVocab = OpenQasm3Lexer;
}

// Language: Version string
version
  : OPENQASM (FLOAT_LITERAL | DECIMAL_LITERAL) SEMICOLON
  ;

// Language: Directives. A pragma stands alone; annotations go before a statement.
statement
  : PRAGMA
  | ANNOTATION* (
      aliasDeclaration
    | ancientDeclaration
    | assignment
    | barrier
    | box
    | breakStatement
    | calibration
    | calibrationDefinition
    | calibrationGrammar
    | classicalDeclaration
    | constantDeclaration
    | continueStatement
    | delay
    | endStatement
    | expressionStatement
    | extern
    | forStatement
    | gateCall
    | gateDefinition
    | globalPhase
    | ifStatement
    | include
    | ioDeclaration
    | measureArrow
    | nop
    | quantumDeclaration
    | reset
    | returnStatement
    | scope
    | subroutine
    | switchStatement
    | whileStatement
    )
  ;

// Language: Scoping of variables
scope
  : LBRACE statement* RBRACE
  ;

// Classical instructions: a body is one statement or a block
body
  : statement
  ;

// Language: Included files
include
  : INCLUDE (STRING_LITERAL | BITSTRING_LITERAL) SEMICOLON
  ;

// Types and Casting: Quantum types
quantumDeclaration
  : QUBIT designator? IDENTIFIER SEMICOLON
  ;

// Types and Casting: the forms of OpenQASM 2
ancientDeclaration
  : (QREG | CREG) IDENTIFIER designator? SEMICOLON
  ;

// Types and Casting: Classical scalar types; a value may come from a measurement
classicalDeclaration
  : (scalarType | arrayType) IDENTIFIER (EQUALS value)? SEMICOLON
  ;

// Types and Casting: Compile-time constants
constantDeclaration
  : CONST scalarType IDENTIFIER EQUALS value SEMICOLON
  ;

// Directives: Input/output
ioDeclaration
  : (INPUT | OUTPUT) (scalarType | arrayType) IDENTIFIER SEMICOLON
  ;

// Types and Casting: Aliasing; here alone registers are joined by ++
aliasDeclaration
  : LET IDENTIFIER EQUALS aliasElement (PLUS_PLUS aliasElement)* SEMICOLON
  ;

// A set of qubits is no part of the specification; Qiskit's exporter writes it for shared registers.
aliasElement
  : setExpression
  | expression
  ;

// Types and Casting: Classical scalar types
scalarType
  : BIT designator?
  | INT designator?
  | UINT designator?
  | FLOAT designator?
  | ANGLE designator?
  | BOOL
  | DURATION
  | STRETCH
  | COMPLEX (LBRACKET scalarType RBRACKET)?
  ;

// Types and Casting: Arrays
arrayType
  : ARRAY LBRACKET scalarType COMMA expressionList RBRACKET
  ;

designator
  : LBRACKET expression RBRACKET
  ;

// Classical instructions: Assignment; Quantum instructions: Measurement
assignment
  : indexedIdentifier (EQUALS | COMPOUND_ASSIGNMENT) value SEMICOLON
  ;

value
  : measureExpression
  | quantumCall
  | arrayLiteral
  | expression
  ;

// Quantum instructions: Measurement
measureExpression
  : MEASURE gateOperand
  ;

measureArrow
  : measureExpression (ARROW indexedIdentifier)? SEMICOLON
  ;

// Quantum instructions: a named operation on qubits that gives a value
quantumCall
  : IDENTIFIER (LPAREN expressionList? RPAREN)? operandList
  ;

// Types and Casting: Arrays
arrayLiteral
  : LBRACE (arrayElement (COMMA arrayElement)* COMMA?)? RBRACE
  ;

arrayElement
  : arrayLiteral
  | expression
  ;

// Gates: Hierarchically defined unitary gates. Operands are optional here since Qiskit's exporter
// writes a global phase as a gate without any.
gateDefinition
  : GATE IDENTIFIER (LPAREN parameters=identifierList? RPAREN)? operands=identifierList? scope
  ;

identifierList
  : IDENTIFIER (COMMA IDENTIFIER)* COMMA?
  ;

// Gates: Applying gates, Quantum gate modifiers
gateCall
  : modifier* IDENTIFIER (LPAREN expressionList? RPAREN)? designator? operandList SEMICOLON
  ;

globalPhase
  : modifier* GPHASE LPAREN expressionList? RPAREN designator? operandList? SEMICOLON
  ;

modifier
  : (INV | POW LPAREN expression RPAREN | (CTRL | NEGCTRL) (LPAREN expression RPAREN)?) AT
  ;

operandList
  : gateOperand (COMMA gateOperand)* COMMA?
  ;

// Types and Casting: Physical qubits, Register concatenation and slicing
gateOperand
  : indexedIdentifier
  | HARDWARE_QUBIT
  ;

indexedIdentifier
  : IDENTIFIER index*
  ;

index
  : LBRACKET (setExpression | indexItem (COMMA indexItem)* COMMA?) RBRACKET
  ;

indexItem
  : rangeExpression
  | expression
  ;

rangeExpression
  : start=expression? COLON middle=expression? (COLON end=expression?)?
  ;

setExpression
  : LBRACE expressionList? RBRACE
  ;

// Quantum instructions: Initialization
reset
  : RESET gateOperand SEMICOLON
  ;

// Circuit timing: Barrier instruction
barrier
  : BARRIER operandList? SEMICOLON
  ;

// Circuit timing: Delay statements
delay
  : DELAY designator operandList? SEMICOLON
  ;

// Circuit timing: Boxed expressions
box
  : BOX designator? scope
  ;

// Circuit timing: nop, since 3.2
nop
  : NOP operandList? SEMICOLON
  ;

// Classical instructions: Looping and branching
ifStatement
  : IF LPAREN expression RPAREN body (ELSE body)?
  ;

forStatement
  : FOR scalarType IDENTIFIER IN (setExpression | LBRACKET rangeExpression RBRACKET | expression) body
  ;

whileStatement
  : WHILE LPAREN expression RPAREN body
  ;

breakStatement
  : BREAK SEMICOLON
  ;

continueStatement
  : CONTINUE SEMICOLON
  ;

endStatement
  : END SEMICOLON
  ;

// Classical instructions: The switch statement. The colon and the break after a case are no part
// of the specification; old versions of Qiskit's exporter write them.
switchStatement
  : SWITCH LPAREN expression RPAREN LBRACE switchCase* RBRACE
  ;

switchCase
  : (CASE expressionList | DEFAULT) (scope | COLON (scope breakStatement?)?)
  ;

// Subroutines
subroutine
  : DEF IDENTIFIER LPAREN (argument (COMMA argument)* COMMA?)? RPAREN (ARROW scalarType)? scope
  ;

argument
  : scalarType IDENTIFIER
  | QUBIT designator? IDENTIFIER
  | (QREG | CREG) IDENTIFIER designator?
  | arrayReferenceType IDENTIFIER
  ;

arrayReferenceType
  : (READONLY | MUTABLE) ARRAY LBRACKET scalarType COMMA (HASH IDENTIFIER EQUALS expression | expressionList) RBRACKET
  ;

returnStatement
  : RETURN value? SEMICOLON
  ;

// Subroutines: extern function calls
extern
  : EXTERN IDENTIFIER LPAREN (externArgument (COMMA externArgument)* COMMA?)? RPAREN (ARROW scalarType)? SEMICOLON
  ;

externArgument
  : scalarType
  | arrayReferenceType
  | CREG designator?
  ;

// Pulse-level descriptions of gates
calibrationGrammar
  : DEFCALGRAMMAR (STRING_LITERAL | BITSTRING_LITERAL) SEMICOLON
  ;

calibration
  : CALIBRATION
  ;

calibrationDefinition
  : CALIBRATION_DEFINITION
  ;

expressionStatement
  : expression SEMICOLON
  ;

expressionList
  : expression (COMMA expression)* COMMA?
  ;

// Classical instructions: Evaluation order; the alternatives stand in falling precedence
expression
  : LPAREN expression RPAREN                                          # parenthesized
  | expression index                                                  # indexed
  | IDENTIFIER LPAREN expressionList? RPAREN                          # call
  | (scalarType | arrayType) LPAREN expression RPAREN                 # cast
  | DURATIONOF LPAREN scope RPAREN                                    # durationOf
  | <assoc = right> left=expression op=POWER right=expression         # binary
  | op=(BANG | MINUS | TILDE) expression                              # unary
  | left=expression op=(STAR | SLASH | PERCENT) right=expression      # binary
  | left=expression op=(PLUS | MINUS) right=expression                # binary
  | left=expression op=(SHIFT_LEFT | SHIFT_RIGHT) right=expression    # binary
  | left=expression op=(LESS | LESS_EQUAL | GREATER | GREATER_EQUAL) right=expression # binary
  | left=expression op=(EQUAL | NOT_EQUAL) right=expression           # binary
  | left=expression op=AMPERSAND right=expression                     # binary
  | left=expression op=CARET right=expression                         # binary
  | left=expression op=PIPE right=expression                          # binary
  | left=expression op=AND_AND right=expression                       # binary
  | left=expression op=OR_OR right=expression                         # binary
  | IDENTIFIER                                                        # name
  | HARDWARE_QUBIT                                                    # hardwareQubit
  | (BINARY_LITERAL | OCTAL_LITERAL | HEX_LITERAL | DECIMAL_LITERAL)  # integerLiteral
  | FLOAT_LITERAL                                                     # floatLiteral
  | IMAGINARY_LITERAL                                                 # imaginaryLiteral
  | TIMING_LITERAL                                                    # timingLiteral
  | (TRUE | FALSE)                                                    # booleanLiteral
  | BITSTRING_LITERAL                                                 # bitstringLiteral
  ;
