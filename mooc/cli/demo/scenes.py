"""The words of the conversation that the demo shows: a program that is wrong, and three who look at it."""

SUBJECT = "My guessing game never says “too low”"
QUESTION = """\
Hello all,

my guessing game says "Too high." when it should, and "Yes!" at the end, but never "Too low.". \
I have looked at it until I saw nothing any more:

    secret = 7
    while True:
        guess = int(input("Your guess? "))
        if guess > secret:
            print("Too high.")
        if guess == secret:
            print("Yes!")
            break
            if guess < secret:
                print("Too low.")

What do I not see?
"""
ANSWER = """\
>         if guess == secret:
>             print("Yes!")
>             break
>             if guess < secret:

Look how far the last "if" is moved in. It belongs to "if guess == secret", and it comes after the break, \
so Python never gets there. Move its two lines back by four spaces, above the line with "==", and it will speak.

> What do I not see?

White space! I lost an evening to it last week.
"""
WITH_A_FILE = """\
I had the same one. Mine is attached; two things helped:

- elif, so that only one of the three is ever done
- asking again when somebody types a word instead of a number

Shall we let our games play against each other on Saturday?
"""
WITH_A_FILE_LAID_OUT = """\
<div>I had the same one. Mine is attached; two things helped:</div>
<ul><li><code>elif</code>, so that only one of the three is ever done</li>
<li>asking again when somebody types a word instead of a number</li></ul>
<div>Shall we let our games play <b>against each other</b> on Saturday?</div>
"""
FILE_NAME = "guess.py"
FILE = """\
secret = 7
while True:
    answer = input("Your guess? ")
    if not answer.isdigit():
        print("A number, please.")
        continue
    guess = int(answer)
    if guess > secret:
        print("Too high.")
    elif guess < secret:
        print("Too low.")
    else:
        print("Yes!")
        break
"""
THANKS = """\
It speaks! Thank you both. I would have looked for it in the wrong line until Christmas.

Saturday is fine. Mine asks 7 questions at most, so be kind.
"""
ON_THE_WAY = """\
On a train, with another address than usual: I am in on Saturday, too. My game cheats, but only a little.
"""
