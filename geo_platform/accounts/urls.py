from django.urls import path

from geo_platform.accounts.views import account, login, tokens, users

app_name = "accounts"

urlpatterns = [
    path("login/", login.LoginView.as_view(), name="login"),
    path("logout/", login.logout_view, name="logout"),
    path("account/", account.AccountView.as_view(), name="account"),
    path("account/password/", account.PasswordView.as_view(), name="password"),
    path("account/tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.RevokeView.as_view(), name="token-revoke"),
    path("account/users/", users.UserListView.as_view(), name="users"),
    path("account/users/new/", users.InviteView.as_view(), name="user-new"),
    path("account/users/template.xlsx", users.template_view, name="users-template"),
    path("account/users/import/", users.ImportView.as_view(), name="users-import"),
    path("account/users/<int:pk>/", users.UserView.as_view(), name="user"),
]
