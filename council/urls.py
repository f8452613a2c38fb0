"""Addresses of the council's pages, under /council/."""

from django.urls import path

from council.views import care, claims, councils, finance, interests, me, seats, terms, welcome

app_name = "council"
urlpatterns = [
    path("", councils.council, name="council"),
    path("me/", me.me, name="me"),
    path("seats/<uuid:pk>/", seats.seat, name="seat"),
    path("seats/<uuid:pk>/appoint/", terms.appoint, name="appoint"),
    path("terms/<uuid:pk>/end/", terms.end, name="end"),
    path("terms/<uuid:pk>/renew/", terms.renew, name="renew"),
]

urlpatterns += [
    path("welcome/", welcome.mine, name="welcome"),
    path("welcome/agreement/<uuid:pk>/", welcome.agreement, name="agreement"),
    path("welcome/terms/<uuid:pk>/hours/", welcome.hours, name="hours"),
    path("welcome/terms/<uuid:pk>/buddy/", welcome.buddy, name="buddy"),
    path("welcome/terms/<uuid:pk>/steps/<int:step>/", welcome.tick, name="tick"),
    path("welcome/members/", welcome.of_members, name="welcome_of_members"),
    path("welcome/steps/<int:pk>/", welcome.reword_step, name="step"),
    path("welcome/steps/<int:pk>/move/", welcome.move_step, name="move_step"),
    path("welcome/steps/<int:pk>/retire/", welcome.retire_step, name="retire_step"),
    path("welcome/<uuid:pk>/edit/", welcome.edit, name="welcome_edit"),
    path("welcome/<uuid:pk>/steps/new/", welcome.add_step, name="add_step"),
    path("welcome/<uuid:pk>/agreement/new/", welcome.write_agreement, name="write_agreement"),
]

urlpatterns += [
    path("care/", care.mine, name="care"),
    path("care/talks/<int:pk>/", care.answer_check_in, name="answer_talk"),
    path("care/talks/<int:pk>/held/", care.check_in_held, name="talk_held"),
    path("care/last/<uuid:pk>/", care.exit_talk, name="exit_talk"),
    path("care/last/<uuid:pk>/held/", care.exit_talk_held, name="exit_talk_held"),
    path("care/members/", care.of_members, name="care_of_members"),
    path("care/members/<uuid:pk>/offer/", care.offer_check_in, name="offer_talk"),
    path("care/members/<uuid:pk>/offer-last/", care.offer_exit_talk, name="offer_exit_talk"),
    path("plan/", care.plan, name="plan"),
    path("plan/destroy/", care.destroy_plan, name="destroy_plan"),
    path("plan/shared/", care.shared_plans, name="shared_plans"),
    path("plan/shared/<uuid:pk>/", care.shared_plan, name="shared_plan"),
    path("papers/<uuid:pk>/", care.paper, name="paper"),
]

urlpatterns += [
    path("interests/", interests.mine, name="interests"),
    path("interests/new/", interests.declare, name="declare_interest"),
    path("interests/register/", interests.register, name="interests_register"),
    path("interests/recusals/<int:pk>/", interests.answer, name="answer_recusal"),
    path("interests/<uuid:pk>/", interests.correct, name="interest"),
    path("interests/<uuid:pk>/end/", interests.end, name="end_interest"),
    path("interests/<uuid:pk>/touches/", interests.touches, name="touches"),
]

urlpatterns += [
    path("claims/", claims.mine, name="claims"),
    path("claims/benefits/", claims.benefits_read, name="benefits_read"),
    path("claims/time/", claims.claim_time, name="claim_time"),
    path("claims/new/", claims.claim_costs, name="claim_costs"),
    path("claims/desk/", finance.claims, name="claims_desk"),
    path("claims/desk/paper/", finance.on_paper, name="claim_on_paper"),
    path("claims/desk/export/", finance.export, name="export_claims"),
    path("claims/rates/", finance.rates, name="rates"),
    path("claims/rates/new/", finance.add_rate, name="add_rate"),
    path("claims/rates/<uuid:pk>/", finance.change_rate, name="rate"),
    path("claims/receipts/<uuid:pk>/", claims.receipt, name="receipt"),
    path("claims/receipts/<uuid:pk>/remove/", claims.remove_receipt, name="remove_receipt"),
    path("claims/<uuid:pk>/", claims.claim, name="claim"),
    path("claims/<uuid:pk>/choose/", claims.choose, name="choose_recognition"),
    path("claims/<uuid:pk>/correct/", claims.correct, name="correct_claim"),
    path("claims/<uuid:pk>/take-back/", claims.take_back, name="take_back_claim"),
    path("claims/<uuid:pk>/send-again/", claims.send_again, name="send_claim_again"),
    path("claims/<uuid:pk>/receipts/", claims.add_receipt, name="add_receipt"),
    path("claims/<uuid:pk>/approve/", finance.approve, name="approve_claim"),
    path("claims/<uuid:pk>/refuse/", finance.refuse, name="refuse_claim"),
    path("claims/<uuid:pk>/withdraw/", finance.withdraw_approval, name="withdraw_approval"),
    path("claims/<uuid:pk>/pay/", finance.pay, name="pay_claim"),
]
